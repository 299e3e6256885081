// The Python module unspiral._core: answers laid out once, then evaluated as often as a search asks.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cmath>
#include <stdexcept>
#include <string>

#include "chain.hpp"
#include "evaluate.hpp"
#include "persons.hpp"
#include "philox.hpp"
#include "population.hpp"

namespace nb = nanobind;
using namespace unspiral;

namespace unspiral {
#ifdef UNSPIRAL_ISA_V2
namespace tables_x86_64_v2 {
extern const Isa table;
}
#endif
#ifdef UNSPIRAL_ISA_V3
namespace tables_x86_64_v3 {
extern const Isa table;
}
#endif
#ifdef UNSPIRAL_ISA_V4
namespace tables_x86_64_v4 {
extern const Isa table;
}
#endif
#ifdef UNSPIRAL_ISA_NEON
namespace tables_neon {
extern const Isa table;
}
#endif
#ifdef UNSPIRAL_ISA_GENERIC
namespace tables_generic {
extern const Isa table;
}
#endif
}  // namespace unspiral

namespace {

// Instruction sets that this machine has, the widest first.
std::vector<const Isa*> available() {
    std::vector<const Isa*> found;
#if defined(__x86_64__) || defined(_M_X64)
    __builtin_cpu_init();
    const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
    const bool v4 = v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
                    __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#ifdef UNSPIRAL_ISA_V4
    if (v4) found.push_back(&tables_x86_64_v4::table);
#endif
#ifdef UNSPIRAL_ISA_V3
    if (v3) found.push_back(&tables_x86_64_v3::table);
#endif
#ifdef UNSPIRAL_ISA_V2
    if (__builtin_cpu_supports("sse4.2")) found.push_back(&tables_x86_64_v2::table);
#endif
#elif defined(UNSPIRAL_ISA_NEON)
    found.push_back(&tables_neon::table);
#else
    found.push_back(&tables_generic::table);
#endif
    return found;
}

const Isa* chosen(const std::string& name) {
    const auto found = available();
    for (const Isa* isa : found)
        if (name.empty() || name == isa->name) return isa;
    throw std::invalid_argument("this machine does not have the instruction set '" + name + "'");
}

template <class T, size_t D> using In = nb::ndarray<const T, nb::ndim<D>, nb::c_contig, nb::device::cpu>;

void demand(bool fine, const char* what) {
    if (!fine) throw std::invalid_argument(what);
}

struct PyData {
    std::unique_ptr<Data> data;

    PyData(In<double, 3> values, In<bool, 3> answered, In<int64_t, 2> step, In<int64_t, 2> wave, In<double, 2> importance,
           In<double, 3> impulses, In<double, 3> presses, In<double, 3> regressors, In<double, 1> scale, In<double, 1> weight,
           In<int64_t, 1> running, In<double, 1> dt, const std::string& isa, std::optional<In<bool, 3>> resets) {
        const size_t T = values.shape(0), L = values.shape(1);
        demand(T > 0 && L > 0 && dt.shape(0) > 0, "no lanes");
        demand(answered.shape(0) == T && answered.shape(1) == L && answered.shape(2) == values.shape(2), "answered: wrong shape");
        demand(step.shape(0) == T && step.shape(1) == L && wave.shape(0) == T && wave.shape(1) == L, "step or wave: wrong shape");
        demand(importance.shape(0) == T && importance.shape(1) == L, "importance: wrong shape");
        demand(impulses.shape(0) == T && impulses.shape(1) == L && presses.shape(0) == T && presses.shape(1) == L, "inputs: wrong shape");
        demand(regressors.shape(0) == T && regressors.shape(1) == L, "regressors: wrong shape");
        demand(scale.shape(0) == L && weight.shape(0) == L && running.shape(0) == T, "scale, weight or running: wrong shape");
        demand(!resets || (resets->shape(0) == T && resets->shape(1) == L), "resets: wrong shape");
        for (size_t i = 0; i < T * L; ++i)
            demand(step.data()[i] >= 0 && (size_t)step.data()[i] < dt.shape(0) && wave.data()[i] >= 0, "step or wave: out of range");
        const Shape shape{(int)T,           (int)L, (int)values.shape(2), (int)impulses.shape(2), (int)presses.shape(2),
                          (int)regressors.shape(2), resets ? (int)resets->shape(2) : 0};
        for (size_t i = 0; i < T * L; ++i) waves = std::max(waves, (int)wave.data()[i] + 1);
        data = std::make_unique<Data>(*chosen(isa), shape, values.data(), answered.data(), step.data(), wave.data(), importance.data(),
                                      impulses.data(), presses.data(), regressors.data(), scale.data(), weight.data(), running.data(),
                                      resets ? resets->data() : nullptr, dt.data(), (int)dt.shape(0));
    }

    nb::tuple evaluate(int p, int t, int waves_given, In<double, 2> models, bool want_loading, bool want_intercept, std::optional<In<int64_t, 1>> person,
                       std::optional<In<int64_t, 1>> model, int threads, std::optional<In<double, 3>> values,
                       std::optional<In<double, 3>> variances, bool want_cells) const {
        const int count = (int)models.shape(0);
        demand(p > 0 && t >= 0 && p + t <= MOST_STATES && count > 0, "evaluate: too many states, or no model");
        demand(waves_given >= waves, "evaluate: too few waves");
        Assignment lanes{};
        if (person) {
            demand(model.has_value() && model->shape(0) == person->shape(0) && person->shape(0) > 0, "evaluate: person and model differ in length");
            lanes = {person->data(), model->data(), (int)person->shape(0)};
            for (int v = 0; v < lanes.count; ++v)
                demand(lanes.person[v] >= 0 && lanes.person[v] < data->shape.lanes && lanes.model[v] >= 0 && lanes.model[v] < count,
                       "evaluate: no such person or model");
        }
        demand(data->shape.resets == 0 || data->shape.resets == p, "evaluate: resets of another number of moving states");
        const size_t pairs = person ? (size_t)lanes.count : (size_t)count * data->shape.lanes, T = data->shape.steps, m = data->shape.items;
        for (const auto& given : {values, variances})
            demand(!given || (given->shape(0) == pairs && given->shape(1) == T && given->shape(2) == m), "evaluate: values or variances: wrong shape");
        std::unique_ptr<double[]> loglik, gradient, value_bar, variance_bar;  // until Python owns them
        size_t lanes_out = 0, size = 0;
        {
            nb::gil_scoped_release release;
            const Layout at = layout_of(p, t, data->shape.items, waves_given, data->shape.impulses, data->shape.presses, data->shape.regressors);
            if ((int)models.shape(1) == at.size) {
                if (want_cells) value_bar = std::make_unique<double[]>(pairs * T * m), variance_bar = std::make_unique<double[]>(pairs * T * m);
                const Cells cells{values ? values->data() : nullptr, variances ? variances->data() : nullptr, value_bar.get(), variance_bar.get()};
                Evaluation run(*data, p, t, waves_given, models.data(), count, want_loading, want_intercept, person ? &lanes : nullptr, threads, cells);
                lanes_out = run.lanes(), size = at.size;
                loglik = std::make_unique_for_overwrite<double[]>(lanes_out);
                gradient = std::make_unique<double[]>(count * size);
                run.run(loglik.get(), gradient.get());
            }
        }
        demand(loglik != nullptr, "evaluate: a model has the wrong number of entries");
        double *first = loglik.release(), *second = gradient.release();
        nb::capsule free_first(first, [](void* q) noexcept { delete[] static_cast<double*>(q); });
        nb::capsule free_second(second, [](void* q) noexcept { delete[] static_cast<double*>(q); });
        const nb::ndarray<nb::numpy, double, nb::ndim<1>> shares(first, {lanes_out}, free_first);
        const nb::ndarray<nb::numpy, double, nb::ndim<2>> slopes(second, {(size_t)count, size}, free_second);
        if (!want_cells) return nb::make_tuple(shares, slopes);
        double *third = value_bar.release(), *fourth = variance_bar.release();
        nb::capsule free_third(third, [](void* q) noexcept { delete[] static_cast<double*>(q); });
        nb::capsule free_fourth(fourth, [](void* q) noexcept { delete[] static_cast<double*>(q); });
        return nb::make_tuple(shares, slopes, nb::ndarray<nb::numpy, double, nb::ndim<3>>(third, {pairs, T, m}, free_third),
                              nb::ndarray<nb::numpy, double, nb::ndim<3>>(fourth, {pairs, T, m}, free_fourth));
    }

    int waves = 1;
};

template <class T> std::vector<T> copy(const In<T, 1>& from) { return std::vector<T>(from.data(), from.data() + from.shape(0)); }

constexpr size_t SLICE = 1 << 18;  // numbers of steps that are held at a time

struct PyChain {
    Chain chain;

    PyChain(int p, int t, int m, int waves, int impulses, int presses, int regressors, int processes, bool stationary, double clock,
            double slow, const std::vector<int>& sections, In<double, 1> base, In<double, 1> linear, In<double, 1> size, In<double, 1> spread,
            In<double, 1> item, In<double, 1> t0_spread, In<double, 1> trait_spread, In<int64_t, 1> entry, In<int64_t, 1> slot,
            In<int64_t, 1> tilts, In<int64_t, 1> paced, In<int64_t, 1> between, In<double, 2> groups) {
        chain.at = layout_of(p, t, m, waves, impulses, presses, regressors);
        demand(p + t <= MOST_STATES && (int)base.shape(0) == chain.at.size && sections.size() == 8, "chain: wrong shape");
        chain.free = (int)linear.shape(0), chain.entries = chain.at.size, chain.processes = processes, chain.moving = p;
        chain.stationary = stationary, chain.clock = clock, chain.slow = slow;
        chain.self = sections[0], chain.fading = sections[1], chain.fadings = sections[2], chain.diffusion = sections[3];
        chain.error = sections[4], chain.errors = sections[5], chain.t0cov = sections[6], chain.trait = sections[7];
        chain.base = copy(base), chain.linear = copy(linear), chain.size = copy(size), chain.spread = copy(spread), chain.item = copy(item);
        chain.t0_spread = copy(t0_spread), chain.trait_spread = copy(trait_spread);
        chain.entry = copy(entry), chain.slot = copy(slot), chain.tilts = copy(tilts), chain.paced = copy(paced), chain.between = copy(between);
        chain.groups.assign(groups.data(), groups.data() + groups.size());
        chain.group_count = (int)groups.shape(0), chain.tilt_count = (int)groups.shape(1);
    }

    // Log-likelihood and derivative at each working vector; `group` is that of each lane, left out where there is one.
    nb::tuple values(const PyData& data, In<double, 2> theta, bool want_loading, std::optional<In<int64_t, 1>> group, int threads) const {
        const int points = (int)theta.shape(0), lanes = data.data->shape.lanes, groups = chain.group_count;
        demand((int)theta.shape(1) == chain.free && points > 0 && chain.at.waves >= data.waves, "values: wrong shape");
        demand(group.has_value() ? (int)group->shape(0) == lanes : groups == 1, "values: every lane needs a group");
        demand(groups > 0, "values: no group");
        demand(fits(*data.data), "values: answers of another shape than the chain's models");
        for (int l = 0; group && l < lanes; ++l) demand(group->data()[l] >= 0 && group->data()[l] < groups, "values: no such group");
        double *value = new double[points](), *slope = new double[(size_t)points * chain.free]();
        nb::capsule free_value(value, [](void* q) noexcept { delete[] static_cast<double*>(q); });
        nb::capsule free_slope(slope, [](void* q) noexcept { delete[] static_cast<double*>(q); });
        {
            nb::gil_scoped_release release;
            const size_t stride = (size_t)groups * chain.entries;
            std::vector<double> models(points * stride), gradients(points * stride, 0.0);
            for (int k = 0; k < points; ++k) chain.models(theta.data() + (size_t)k * chain.free, models.data() + k * stride);
            // As many points at a time as keep their steps and answers in a processor's cache: more would only take memory.
            const Layout& at = chain.at;
            const size_t steps = data.data->dt.size() * groups * (2 * at.p * at.p + at.p * (at.p + 1) / 2);
            const int slice = (int)std::clamp<size_t>(SLICE / steps, 8, std::max(points, 8));
            for (int first = 0; first < points; first += slice) {
                const int count = std::min(slice, points - first);
                const double* from = models.data() + first * stride;
                double* to = gradients.data() + first * stride;
                std::vector<int64_t> person, model;
                if (group)
                    for (int k = 0; k < count; ++k)
                        for (int l = 0; l < lanes; ++l) person.push_back(l), model.push_back((int64_t)k * groups + group->data()[l]);
                const Assignment assignment{person.data(), model.data(), (int)person.size()};
                Evaluation run(*data.data, at.p, at.t, at.waves, from, count * groups, want_loading, false, group ? &assignment : nullptr, threads);
                std::vector<double> loglik(run.lanes());
                run.run(loglik.data(), to);
                for (int k = 0; k < count; ++k)
                    for (int l = 0; l < lanes; ++l) value[first + k] += loglik[(size_t)k * lanes + l];
            }
            for (int k = 0; k < points; ++k)
                chain.back(theta.data() + (size_t)k * chain.free, models.data() + k * stride, gradients.data() + k * stride,
                           slope + (size_t)k * chain.free);
        }
        return nb::make_tuple(nb::ndarray<nb::numpy, double, nb::ndim<1>>(value, {(size_t)points}, free_value),
                              nb::ndarray<nb::numpy, double, nb::ndim<2>>(slope, {(size_t)points, (size_t)chain.free}, free_slope));
    }

    // What deviations of a person move: (flat entry, deviation) of what is added to and of what is multiplied by exp(power x deviation).
    void differ(In<int64_t, 1> added, In<int64_t, 1> multiplied, In<double, 1> powers, int deviations) {
        own = {copy(added), copy(multiplied), copy(powers), deviations};
        demand(own.added.size() % 2 == 0 && own.multiplied.size() == 2 * own.powers.size() && deviations > 0, "differ: wrong shape");
        for (const auto* list : {&own.added, &own.multiplied})
            for (size_t k = 0; k < list->size(); k += 2)
                demand((*list)[k] >= 0 && (*list)[k] < chain.entries && (*list)[k + 1] >= 0 && (*list)[k + 1] < deviations, "differ: out of range");
    }

    // Log-likelihood of each pair of a person and their deviations, and its derivative for the average's natural values, for u and for c.
    nb::tuple persons(const PyData& data, In<double, 2> averages, In<int64_t, 1> group, In<int64_t, 1> person, In<double, 2> u,
                      In<double, 2> c, bool want_loading, int threads) const {
        const int lanes = data.data->shape.lanes, count = (int)person.shape(0);
        demand(own.deviations > 0 && chain.at.waves >= data.waves, "persons: nothing varies, or too few waves");
        demand(fits(*data.data), "persons: answers of another shape than the chain's models");
        demand((int)averages.shape(0) == chain.group_count && (int)averages.shape(1) == chain.entries, "persons: averages have the wrong shape");
        demand((int)group.shape(0) == lanes && (int)u.shape(0) == count && (int)u.shape(1) == own.deviations, "persons: wrong shape");
        demand((int)c.shape(0) == count && (int)c.shape(1) == chain.at.t, "persons: wrong shape");
        for (int l = 0; l < lanes; ++l) demand(group.data()[l] >= 0 && group.data()[l] < chain.group_count, "persons: no such group");
        for (int k = 0; k < count; ++k) demand(person.data()[k] >= 0 && person.data()[k] < lanes, "persons: no such person");
        const Persons run(*data.data, chain, own, averages.data(), group.data(), want_loading);
        const size_t width = run.width();
        double *value = new double[count](), *slope = new double[count * width]();
        nb::capsule free_value(value, [](void* q) noexcept { delete[] static_cast<double*>(q); });
        nb::capsule free_slope(slope, [](void* q) noexcept { delete[] static_cast<double*>(q); });
        {
            nb::gil_scoped_release release;
            run.run(person.data(), u.data(), c.data(), count, value, slope, threads);
        }
        return nb::make_tuple(nb::ndarray<nb::numpy, double, nb::ndim<1>>(value, {(size_t)count}, free_value),
                              nb::ndarray<nb::numpy, double, nb::ndim<2>>(slope, {(size_t)count, width}, free_slope));
    }

    bool fits(const Data& data) const {
        const Shape& shape = data.shape;
        return shape.items == chain.at.m && shape.impulses == chain.at.impulses && shape.presses == chain.at.presses &&
               shape.regressors == chain.at.regressors && (shape.resets == 0 || shape.resets == chain.at.p);
    }

    Own own{{}, {}, {}, 0};
};

template <class T> nb::ndarray<nb::numpy, T, nb::ndim<1>> owned(const std::vector<T>& from) {
    T* held = new T[from.size()];
    std::copy(from.begin(), from.end(), held);
    return nb::ndarray<nb::numpy, T, nb::ndim<1>>(held, {from.size()}, nb::capsule(held, [](void* q) noexcept { delete[] static_cast<T*>(q); }));
}

// Sums of squares, the upper and the lower 64 bits of each.
nb::list whole(const std::vector<Wide>& from) {
    nb::list found;
    for (const Wide& w : from) found.append(nb::make_tuple((uint64_t)(w.value >> 64), (uint64_t)w.value));
    return found;
}

// Whether numbers rise from each to the next.
bool rises(const double* from, size_t count) {
    for (size_t i = 0; i < count; ++i)
        if (!std::isfinite(from[i]) || (i > 0 && !(from[i] > from[i - 1]))) return false;
    return true;
}

// Whether cumulative shares never fall within a row.
bool shares(const std::vector<uint32_t>& below, size_t row) {
    for (size_t i = 0; i < below.size(); ++i)
        if (i % row != 0 && below[i] < below[i - 1]) return false;
    return true;
}

struct PyTown {
    Town town;

    PyTown(int states, int clocks, int courses, int arms, int bands, int outcomes, int weeks, In<int32_t, 2> jumps, In<int32_t, 1> offset,
           In<double, 1> rate, In<double, 1> period, In<double, 1> aged, In<double, 1> band, In<int32_t, 2> cells, In<uint32_t, 1> cell_below,
           In<uint32_t, 1> class_below, In<uint32_t, 1> start_below, In<double, 1> effect, In<double, 1> loading, int factors, int family,
           double shared, In<int32_t, 1> since_course, In<int32_t, 1> since_offset, In<double, 1> since_day, In<double, 1> since_factor,
           In<double, 1> per_day, In<double, 1> per_event) {
        const size_t J = jumps.shape(0), P = period.shape(0), cell_count = cells.shape(0), classes = class_below.shape(0);
        demand(states > 0 && clocks > 0 && clocks <= MOST_CLOCKS && courses > 0 && courses <= MOST_COURSES, "town: too many or no states, clocks or courses");
        demand(arms > 0 && arms <= MOST_ARMS, "town: no arms, or too many");
        demand(bands > 0 && weeks > 0 && P > 0 && outcomes >= 0 && outcomes <= MOST_OUTCOMES, "town: nothing to do, or too many outcomes");
        demand(weeks <= 100000 && (size_t)(arms + 1) * ((size_t)states + clocks) * ((size_t)weeks + 2) < (size_t)1 << 30, "town: too many states, arms and weeks to count");
        demand(jumps.shape(1) == 3 && offset.shape(0) == (size_t)states + 1 && rate.shape(0) == arms * P * J, "town: jumps or rates: wrong shape");
        demand(aged.shape(0) == arms * P * clocks * bands * 2 && band.shape(0) == (size_t)bands, "town: bands: wrong shape");
        demand(cells.shape(1) == 2 && cell_count > 0 && cell_below.shape(0) == cell_count && classes > 0, "town: cells: wrong shape");
        demand(start_below.shape(0) == cell_count * classes * states, "town: first states: wrong shape");
        demand(factors >= 0 && factors <= MOST_FACTORS && loading.shape(0) == (size_t)clocks * factors, "town: loadings: wrong shape");
        demand(factors > 0 || effect.shape(0) == classes * clocks, "town: effects: wrong shape");
        demand(family > 0 && shared >= 0.0 && shared <= 1.0, "town: families");
        demand(per_day.shape(0) == (size_t)outcomes * states && per_event.shape(0) == (size_t)outcomes * clocks, "town: outcomes: wrong shape");
        demand(since_course.shape(0) == 0 || (since_course.shape(0) == (size_t)clocks && since_offset.shape(0) == (size_t)clocks + 1), "town: since: wrong shape");
        demand(since_day.shape(0) == since_factor.shape(0), "town: since: wrong shape");
        demand(period.data()[0] == 0.0 && rises(period.data(), P) && rises(band.data(), bands), "town: periods or bands that do not rise, or do not begin");
        jumps_of(states, clocks, courses, jumps, offset);
        for (size_t c = 0; c < cell_count; ++c) {
            const int32_t* row = cells.data() + 2 * c;
            demand((row[1] == 0 || row[1] == 1) && row[0] >= 0 && row[0] < 1000, "town: a cell of no sex, or of no age");
            town.cell_age.push_back(row[0]), town.cell_sex.push_back(row[1]);
        }
        town.states = states, town.clocks = clocks, town.courses = courses, town.arms = arms, town.bands = bands, town.outcomes = outcomes;
        town.weeks = weeks, town.days = 7.0 * weeks, town.periods = (int)P;
        town.offset = copy(offset), town.rate = copy(rate), town.period = copy(period), town.aged = copy(aged), town.band = copy(band);
        town.cell_below = copy(cell_below), town.class_below = copy(class_below), town.start_below = copy(start_below);
        town.effect = copy(effect), town.loading = copy(loading), town.factors = factors, town.family = family, town.shared = shared;
        town.since_course = copy(since_course), town.since_offset = copy(since_offset);
        town.since_day = copy(since_day), town.since_factor = copy(since_factor);
        town.per_day = copy(per_day), town.per_event = copy(per_event);
        numbers();
    }

    void jumps_of(int states, int clocks, int courses, In<int32_t, 2> jumps, In<int32_t, 1> offset) {
        const int32_t *at = offset.data(), *row = jumps.data();
        demand(at[0] == 0 && at[states] >= 0 && (size_t)at[states] == jumps.shape(0), "town: offsets");
        for (int s = 0; s < states; ++s) demand(at[s] <= at[s + 1], "town: offsets");
        for (int s = 0; s < states; ++s)
            for (int j = at[s]; j < at[s + 1]; ++j, row += 3) {
                demand(row[0] >= 0 && row[0] < clocks && row[1] >= 0 && row[1] < states && row[2] >= 0 && row[2] < courses, "town: a jump leads nowhere");
                demand(j == at[s] || row[0] > row[-3], "town: jumps of a state out of the order of their clocks, or a clock twice");
                town.clock.push_back(row[0]), town.target.push_back(row[1]), town.course.push_back(row[2]);
            }
    }

    // What cannot be a rate, a share, a loading, a time or an amount.
    void numbers() const {
        for (const auto* list : {&town.rate, &town.aged, &town.effect, &town.since_factor})
            for (const double x : *list) demand(x >= 0.0 && x < 1e12, "town: a rate that is negative, infinite or no number");
        for (const auto* list : {&town.per_day, &town.per_event})
            for (const double x : *list) demand(std::isfinite(x), "town: an amount that is infinite or no number");
        demand(shares(town.cell_below, town.cell_below.size()) && shares(town.class_below, town.class_below.size()) && shares(town.start_below, town.states),
               "town: cumulative shares that fall");
        for (int k = 0; k < town.clocks; ++k) {
            double sum = 0.0;
            for (int f = 0; f < town.factors; ++f) sum += std::abs(town.loading[(size_t)k * town.factors + f]);
            demand(sum <= 40.0, "town: a loading that is far too large or no number");  // so that its exponential stays a number
        }
        for (size_t k = 0; k < town.since_course.size(); ++k) {
            const int32_t from = town.since_offset[k], to = town.since_offset[k + 1];
            demand(town.since_course[k] < town.courses && from >= 0 && from <= to && (size_t)to <= town.since_day.size(), "town: since: out of range");
            demand(rises(town.since_day.data() + from, to - from) && (from == to || town.since_day[from] >= 0.0), "town: since: days that do not rise");
        }
    }

    static void persons(uint64_t first, uint64_t count) {
        demand(count <= (uint64_t)1 << 32 && first + count >= first, "town: too many persons at a time");
    }

    nb::tuple simulate(uint64_t seed, uint64_t first, uint64_t count, int threads, const std::string& isa) const {
        persons(first, count);
        const std::string by = chosen(isa)->name;
        Tally tally;
        {
            nb::gil_scoped_release release;
            tally = unspiral::simulate(town, seed, first, count, threads, by);
        }
        return nb::make_tuple(owned(tally.there), owned(tally.events), owned(tally.amount), whole(tally.square), owned(tally.apart),
                              whole(tally.apart_square));
    }

    nb::tuple events(uint64_t seed, uint64_t first, uint64_t count, const std::string& isa) const {
        persons(first, count);
        const std::string by = chosen(isa)->name;
        std::vector<Event> found;
        {
            nb::gil_scoped_release release;
            found = unspiral::events(town, seed, first, count, by);
        }
        std::vector<uint64_t> person;
        std::vector<double> day;
        std::vector<int32_t> clock, state, arm, cell;
        for (const Event& e : found) {
            person.push_back(e.person), day.push_back(e.day), clock.push_back(e.clock), state.push_back(e.state);
            arm.push_back(e.arm), cell.push_back(e.cell);
        }
        return nb::make_tuple(owned(person), owned(day), owned(clock), owned(state), owned(arm), owned(cell));
    }
};

}  // namespace

NB_MODULE(_core, m) {
    m.doc() = "The compiled kernel: log-likelihood and derivative of linear continuous-time models.";
    m.attr("MOST_STATES") = MOST_STATES;
    m.def("instruction_sets", [] {
        std::vector<std::string> names;
        for (const Isa* isa : available()) names.push_back(isa->name);
        return names;
    });
    m.def("philox", [](uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t k, uint32_t l) {
        const Dice block = philox({a, b, c, d}, {k, l});
        return nb::make_tuple(block[0], block[1], block[2], block[3]);
    });
    const auto only = [](const char* name) { return nb::arg(name).noconvert(); };  // numbers of another kind are not quietly cut to this one
    nb::class_<PyTown>(m, "Town")
        .def(nb::init<int, int, int, int, int, int, int, In<int32_t, 2>, In<int32_t, 1>, In<double, 1>, In<double, 1>, In<double, 1>, In<double, 1>,
                      In<int32_t, 2>, In<uint32_t, 1>, In<uint32_t, 1>, In<uint32_t, 1>, In<double, 1>, In<double, 1>, int, int, double,
                      In<int32_t, 1>, In<int32_t, 1>, In<double, 1>, In<double, 1>, In<double, 1>, In<double, 1>>(),
             nb::arg("states"), nb::arg("clocks"), nb::arg("courses"), nb::arg("arms"), nb::arg("bands"), nb::arg("outcomes"),
             nb::arg("weeks"), only("jumps"), only("offset"), only("rate"), only("period"), only("aged"), only("band"), only("cells"),
             only("cell_below"), only("class_below"), only("start_below"), only("effect"), only("loading"), nb::arg("factors"),
             nb::arg("family"), nb::arg("shared"), only("since_course"), only("since_offset"), only("since_day"), only("since_factor"),
             only("per_day"), only("per_event"))
        .def("simulate", &PyTown::simulate, nb::arg("seed"), nb::arg("first"), nb::arg("count"), nb::arg("threads"),
             nb::arg("isa") = "")
        .def("events", &PyTown::events, nb::arg("seed"), nb::arg("first"), nb::arg("count"), nb::arg("isa") = "");
    nb::class_<PyData>(m, "Data")
        .def(nb::init<In<double, 3>, In<bool, 3>, In<int64_t, 2>, In<int64_t, 2>, In<double, 2>, In<double, 3>, In<double, 3>, In<double, 3>,
                      In<double, 1>, In<double, 1>, In<int64_t, 1>, In<double, 1>, const std::string&, std::optional<In<bool, 3>>>(),
             nb::arg("values"), nb::arg("answered"), nb::arg("step"), nb::arg("wave"), nb::arg("importance"), nb::arg("impulses"),
             nb::arg("presses"), nb::arg("regressors"), nb::arg("scale"), nb::arg("weight"), nb::arg("running"), nb::arg("dt"),
             nb::arg("isa") = "", nb::arg("resets").none() = nb::none())
        .def("evaluate", &PyData::evaluate, nb::arg("p"), nb::arg("t"), nb::arg("waves"), nb::arg("models"), nb::arg("want_loading"),
             nb::arg("want_intercept"), nb::arg("person").none(), nb::arg("model").none(), nb::arg("threads"), nb::arg("values").none() = nb::none(),
             nb::arg("variances").none() = nb::none(), nb::arg("cells") = false)
        .def_prop_ro("isa", [](const PyData& self) { return std::string(self.data->isa.name); });
    nb::class_<PyChain>(m, "Chain")
        .def(nb::init<int, int, int, int, int, int, int, int, bool, double, double, const std::vector<int>&, In<double, 1>, In<double, 1>,
                      In<double, 1>, In<double, 1>, In<double, 1>, In<double, 1>, In<double, 1>, In<int64_t, 1>, In<int64_t, 1>,
                      In<int64_t, 1>, In<int64_t, 1>, In<int64_t, 1>, In<double, 2>>(),
             nb::arg("p"), nb::arg("t"), nb::arg("m"), nb::arg("waves"), nb::arg("impulses"), nb::arg("presses"), nb::arg("regressors"),
             nb::arg("processes"), nb::arg("stationary"), nb::arg("clock"), nb::arg("slow"), nb::arg("sections"), nb::arg("base"),
             nb::arg("linear"), nb::arg("size"), nb::arg("spread"), nb::arg("item"), nb::arg("t0_spread"), nb::arg("trait_spread"),
             nb::arg("entry"), nb::arg("slot"), nb::arg("tilts"), nb::arg("paced"), nb::arg("between"), nb::arg("groups"))
        .def("values", &PyChain::values, nb::arg("data"), nb::arg("theta"), nb::arg("want_loading"), nb::arg("group").none(), nb::arg("threads"))
        .def("differ", &PyChain::differ, nb::arg("added"), nb::arg("multiplied"), nb::arg("powers"), nb::arg("deviations"))
        .def("persons", &PyChain::persons, nb::arg("data"), nb::arg("averages"), nb::arg("group"), nb::arg("person"), nb::arg("u"), nb::arg("c"),
             nb::arg("want_loading"), nb::arg("threads"));
}
