// One entry point for a whole evaluation: tables of steps, blocks of lanes, the way back. Compiled once, for any machine; what is
// fast lies behind the functions of an instruction set (layout.hpp, Isa).
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

#include "layout.hpp"

namespace unspiral {

// Room for numbers that starts at the edge of a cache line.
class Room {
  public:
    explicit Room(size_t count = 0) { grow(count); }
    double* grow(size_t count) {
        if (count > size_) {
            data_.reset(static_cast<double*>(::operator new(count * sizeof(double), std::align_val_t(64))));
            size_ = count;
        }
        return data_.get();
    }
    double* get() const { return data_.get(); }

  private:
    struct Free {
        void operator()(double* p) const { ::operator delete(p, std::align_val_t(64)); }
    };
    std::unique_ptr<double, Free> data_;
    size_t size_ = 0;
};

// Calls f(unit, worker) for every unit; the units are the same for any number of threads.
template <class F> void over(int units, int threads, F&& f) {
    threads = std::min(threads, units);
    if (threads <= 1) {
        for (int u = 0; u < units; ++u) f(u, 0);
        return;
    }
    std::atomic<int> next{0};
    std::exception_ptr failed;
    std::mutex guard;
    auto work = [&](int worker) {
        try {
            for (int u = next++; u < units; u = next++) f(u, worker);
        } catch (...) {  // no memory, say: it must reach the caller, whichever thread it hit
            std::lock_guard<std::mutex> hold(guard);
            if (!failed) failed = std::current_exception();
            next = units;
        }
    };
    std::vector<std::thread> others;
    others.reserve(threads - 1);
    try {
        for (int w = 1; w < threads; ++w) others.emplace_back(work, w);
    } catch (const std::system_error&) {  // the system gives no more threads: those that are there do the work
    }
    work(0);
    for (auto& other : others) other.join();
    if (failed) std::rethrow_exception(failed);
}

struct Shape {
    int steps, lanes, items, impulses, presses, regressors, resets;  // resets: as many as there are moving states, or 0
};

// What one call says of single answers, each (lane of the call, step, item), null where it says nothing: what was answered, and an error
// variance added to the model's; and the derivatives for both.
struct Cells {
    const double* values = nullptr;
    const double* variances = nullptr;
    double* value_bar = nullptr;
    double* variance_bar = nullptr;
};

// Answers laid out for one instruction set: every person alone, and persons side by side in blocks.
class Data {
  public:
    Data(const Isa& isa, const Shape& shape, const double* values, const bool* answered, const int64_t* step, const int64_t* wave,
         const double* importance, const double* impulses, const double* presses, const double* regressors, const double* scale,
         const double* weight, const int64_t* running, const bool* resets, const double* dt, int lengths)
        : isa(isa), shape(shape), dt(dt, dt + lengths), scale(scale, scale + shape.lanes), weight(weight, weight + shape.lanes),
          length(shape.lanes, 0) {
        const int T = shape.steps, L = shape.lanes, m = shape.items;
        numbers = 2 * m + 1 + shape.impulses + shape.presses + shape.regressors + shape.resets;
        data.assign((size_t)L * T * numbers, 0.0);
        step_.assign((size_t)L * T, 0), wave_.assign((size_t)L * T, 0);
        plain = true;
        for (int t = 0; t < T; ++t)
            for (int l = 0; l < L; ++l) {
                if (l < running[t]) length[l] = t + 1;
                const size_t cell = (size_t)t * L + l;
                double* to = data.data() + ((size_t)l * T + t) * numbers;
                for (int i = 0; i < m; ++i) {
                    const bool counts = l < running[t] && answered[cell * m + i];
                    to[i] = counts ? values[cell * m + i] : 0.0, to[m + i] = counts ? 1.0 : 0.0;
                }
                to += 2 * m;
                *to++ = importance[cell];
                plain &= importance[cell] == 1.0;
                for (int k = 0; k < shape.impulses; ++k) *to++ = impulses[cell * shape.impulses + k];
                for (int k = 0; k < shape.presses; ++k) *to++ = presses[cell * shape.presses + k];
                for (int k = 0; k < shape.regressors; ++k) *to++ = regressors[cell * shape.regressors + k];
                for (int k = 0; k < shape.resets; ++k) *to++ = resets[cell * shape.resets + k] ? 1.0 : 0.0;
                step_[(size_t)l * T + t] = l < running[t] ? (int)step[cell] : 0;
                wave_[(size_t)l * T + t] = l < running[t] ? (int)wave[cell] : 0;
            }
        if (L > 1)
            for (int first = 0; first < L; first += isa.width) {
                std::vector<int> person;
                for (int l = first; l < std::min(first + isa.width, L); ++l) person.push_back(l);
                packed.push_back(pack(person, isa.width, {}, 0));
            }
    }

    struct Packed {
        int steps = 0;
        Room data;
        std::vector<int> step, wave;
        std::vector<double> scale, weight;
    };

    // Some persons side by side; a register that they do not fill holds lanes without answers.
    // Answers that a call brings itself take the place of the person's; `pair` is the call's number of the first of the persons.
    Packed pack(const std::vector<int>& person, int W, const Cells& cells, int pair) const {
        const int T = shape.steps, m = shape.items, each = numbers + (cells.variances ? m : 0);
        Packed out;
        for (int l : person) out.steps = std::max(out.steps, length[l]);
        double* to = out.data.grow((size_t)out.steps * each * W);
        std::fill(to, to + (size_t)out.steps * each * W, 0.0);
        out.step.assign((size_t)out.steps * W, 0), out.wave.assign((size_t)out.steps * W, 0);
        out.scale.assign(W, 0.0), out.weight.assign(W, 0.0);
        for (int lane = 0; lane < (int)person.size(); ++lane) {
            const int l = person[lane];
            out.scale[lane] = scale[l], out.weight[lane] = weight[l];
            const double* from = data.data() + (size_t)l * T * numbers;
            for (int t = 0; t < length[l]; ++t) {
                double* row = to + (size_t)t * each * W + lane;
                for (int k = 0; k < numbers; ++k) row[k * W] = from[(size_t)t * numbers + k];
                const size_t cell = ((size_t)(pair + lane) * T + t) * m;
                for (int i = 0; i < m; ++i) {
                    if (row[(m + i) * W] == 0.0) continue;  // not answered, whatever the call says
                    if (cells.values) row[i * W] = cells.values[cell + i];
                    if (cells.variances) row[(numbers + i) * W] = cells.variances[cell + i];
                }
                out.step[(size_t)t * W + lane] = step_[(size_t)l * T + t], out.wave[(size_t)t * W + lane] = wave_[(size_t)l * T + t];
            }
        }
        return out;
    }

    const Isa& isa;
    Shape shape;
    int numbers;
    bool plain;
    std::vector<double> dt, scale, weight;
    std::vector<int> length, step_, wave_;
    std::vector<double> data;
    std::vector<Packed> packed;
    mutable std::mutex busy;
    mutable std::vector<Room> rooms;  // kept from call to call: asking the system for memory costs more than a small evaluation
};

// Lanes of one call: which person lives under which model.
struct Assignment {
    const int64_t* person;
    const int64_t* model;
    int count;
};

class Evaluation {
  public:
    Evaluation(const Data& data, int p, int t, int waves, const double* models, int count, bool want_loading, bool want_intercept,
               const Assignment* assignment, int threads, const Cells& cells = {})
        : data_(data), models_(models), count_(count), assignment_(assignment), cells_(cells),
          at_(layout_of(p, t, data.shape.items, waves, data.shape.impulses, data.shape.presses, data.shape.regressors)) {
        describe(want_loading, want_intercept);
        number_rows();
        list_blocks();
        const double work = (double)block_steps_ * data.isa.width * at_.n * at_.n * (at_.m + at_.p);
        threads_ = work > 4e6 ? std::max(1, threads) : 1;
        // A power of two, so that two or four threads end together.
        chunks_ = (int)std::bit_ceil((uint64_t)std::clamp<int64_t>(block_steps_ / std::max<int64_t>(rows_ / 8, 1) / 8, 1, 16));
        chunks_ = std::min(chunks_, (int)blocks_.size());
    }

    int lanes() const { return lanes_; }
    const Layout& layout() const { return at_; }

    // Log-likelihood of each lane and derivative of each model, both set to zero before.
    void run(double* loglik, double* gradient) {
        std::unique_lock<std::mutex> lock(data_.busy, std::try_to_lock);
        std::vector<Room> own;
        std::vector<Room>& rooms = lock.owns_lock() ? data_.rooms : own;
        rooms.resize(std::max<size_t>(rooms.size(), 2 + threads_));
        const size_t table_size = (size_t)rows_ * at_.row + 8, model_size = (size_t)count_ * at_.size;
        double* table = rooms[0].grow(table_size);
        double* bars = rooms[1].grow(chunks_ * (table_size + model_size));
        std::fill(bars, bars + chunks_ * (table_size + model_size), 0.0);

        std::vector<Unit> units = units_of_steps();
        over((int)units.size(), threads_, [&](int u, int) { forward(units[u], table); });
        over(chunks_, threads_, [&](int c, int worker) {
            double* table_bar = bars + c * (table_size + model_size);
            const int first = (int)((int64_t)blocks_.size() * c / chunks_), last = (int)((int64_t)blocks_.size() * (c + 1) / chunks_);
            for (int b = first; b < last; ++b) filter(blocks_[b], table, table_bar, table_bar + table_size, rooms[2 + worker], loglik);
        });
        std::vector<const double*> tables;
        for (int c = 0; c < chunks_; ++c) tables.push_back(bars + c * (table_size + model_size));
        std::vector<double> parts(units.size() * (size_t)at_.size, 0.0);
        over((int)units.size(), threads_, [&](int u, int) { backward(units[u], tables, parts.data() + (size_t)u * at_.size); });
        for (int c = 0; c < chunks_; ++c) {
            const double* from = tables[c] + table_size;
            for (size_t i = 0; i < model_size; ++i) gradient[i] += from[i];
        }
        for (size_t u = 0; u < units.size(); ++u)
            for (int i = 0; i < at_.size; ++i) gradient[(size_t)units[u].model * at_.size + i] += parts[u * at_.size + i];
    }

  private:
    struct Unit {  // some lengths of one model
        int model, first, count;
    };
    struct Run {  // lanes that run together: a block packed before, or persons to be packed
        const Data::Packed* packed;
        std::vector<int> person, model;
        int first_lane;
        bool single;
    };

    const double* model(int k) const { return models_ + (size_t)k * at_.size; }

    void describe(bool want_loading, bool want_intercept) {
        at_.want_loading = want_loading;
        at_.plain = data_.plain;
        at_.varied = cells_.variances != nullptr;
        at_.resets = data_.shape.resets > 0;
        at_.held = want_intercept || at_.presses > 0;
        const std::vector<double> added = least_variances();
        bool unit = !want_loading && !at_.resets && at_.m == at_.p && (at_.t == 0 || at_.t == at_.p);
        for (int k = 0; k < count_; ++k) {
            const double* from = model(k);
            for (int i = 0; i < at_.p; ++i) at_.held |= from[at_.intercept + i] != 0.0;
            for (int i = 0; unit && i < at_.m; ++i)
                for (int j = 0; j < at_.n; ++j) unit &= from[at_.loading + i * at_.n + j] == (j == i || j == at_.p + i ? 1.0 : 0.0);
            double size = 0.0, least = INFINITY;
            for (int i = 0; i < at_.n; ++i) size = std::max(size, from[at_.t0_cov + i * at_.n + i]);
            for (int i = 0; i < at_.p; ++i) size = std::max(size, from[at_.diffusion + i * at_.p + i]);
            for (int i = 0; i < at_.m; ++i) least = std::min(least, from[at_.error + i * at_.m + i] + (at_.varied ? added[i] : 0.0));
            at_.keep |= least < 1e-7 * size;
        }
        at_.unit = unit;
        at_.keep &= want_loading;  // nothing else looks at the state before an update
        const int entries = at_.p * at_.p * (at_.held ? 2 : 1) + at_.p * (at_.p + 1) / 2;
        at_.row = (entries + 7) / 8 * 8;
    }

    // The least that answers of each item add to its error variance.
    std::vector<double> least_variances() const {
        std::vector<double> least(at_.m, 0.0);
        if (!cells_.variances || !at_.want_loading) return least;
        std::fill(least.begin(), least.end(), INFINITY);
        const int L = data_.shape.lanes, T = data_.shape.steps, pairs = assignment_ ? assignment_->count : count_ * L;
        for (int v = 0; v < pairs; ++v) {
            const int l = assignment_ ? (int)assignment_->person[v] : v % L;
            for (int t = 0; t < data_.length[l]; ++t)
                for (int i = 0; i < at_.m; ++i)
                    if (data_.data[((size_t)l * T + t) * data_.numbers + at_.m + i] != 0.0)
                        least[i] = std::min(least[i], cells_.variances[((size_t)v * T + t) * at_.m + i]);
        }
        return least;
    }

    // Which row of the table holds the step of a model and a length.
    void number_rows() {
        const int D = (int)data_.dt.size();
        row_.assign((size_t)count_ * D, 0);
        if (!assignment_) {
            for (size_t i = 0; i < row_.size(); ++i) row_[i] = (int)i;
            rows_ = (int)row_.size();
            return;
        }
        for (int v = 0; v < assignment_->count; ++v) {
            const int l = (int)assignment_->person[v];
            int* to = row_.data() + (size_t)assignment_->model[v] * D;
            to[0] = 1;
            for (int t = 0; t < data_.length[l]; ++t) to[data_.step_[(size_t)l * data_.shape.steps + t]] = 1;
        }
        rows_ = 0;
        for (int& row : row_) row = row ? rows_++ : -1;
    }

    void list_blocks() {
        const int L = data_.shape.lanes, W = data_.isa.width;
        block_steps_ = 0;
        if (!assignment_ && L == 1 && count_ == 1) {
            blocks_.push_back({nullptr, {0}, {0}, 0, true});
            block_steps_ = data_.length[0];
            lanes_ = 1;
            return;
        }
        if (!assignment_ && L > 1 && (L >= W || count_ == 1) && !own_answers()) {
            for (int k = 0; k < count_; ++k)
                for (size_t b = 0; b < data_.packed.size(); ++b) {
                    const int first = (int)b * W;
                    blocks_.push_back({&data_.packed[b], {}, std::vector<int>(std::min(W, L - first), k), k * L + first, false});
                    block_steps_ += data_.packed[b].steps;
                }
            lanes_ = count_ * L;
            return;
        }
        lanes_ = assignment_ ? assignment_->count : count_ * L;
        for (int first = 0; first < lanes_; first += W) {
            Run run{nullptr, {}, {}, first, false};
            for (int v = first; v < std::min(first + W, lanes_); ++v) {
                run.person.push_back(assignment_ ? (int)assignment_->person[v] : v % L);
                run.model.push_back(assignment_ ? (int)assignment_->model[v] : v / L);
            }
            int steps = 0;
            for (int l : run.person) steps = std::max(steps, data_.length[l]);
            block_steps_ += steps;
            blocks_.push_back(std::move(run));
        }
    }

    // Whether the call brings answers or variances: then nothing that was packed before will do.
    bool own_answers() const { return cells_.values || cells_.variances; }

    std::vector<Unit> units_of_steps() const {
        const int D = (int)data_.dt.size(), most = 64 * data_.isa.width;
        std::vector<Unit> units;
        for (int k = 0; k < count_; ++k)
            for (int first = 0; first < D; first += most) units.push_back({k, first, std::min(most, D - first)});
        return units;
    }

    double size_of(int k) const {
        const double* a = model(k) + at_.drift;
        double size = 0.0;
        for (int i = 0; i < at_.p; ++i) {
            double row = 0.0;
            for (int j = 0; j < at_.p; ++j) row += std::fabs(a[i * at_.p + j]);
            size = row > size || std::isnan(row) ? row : size;
        }
        return size;
    }

    // Lengths of a unit that are used, and the row of the first: used rows of a model are neighbours.
    int lengths(const Unit& unit, std::vector<double>& dt) const {
        const int* row = row_.data() + (size_t)unit.model * data_.dt.size();
        int first = -1;
        for (int i = unit.first; i < unit.first + unit.count; ++i)
            if (row[i] >= 0) {
                if (first < 0) first = row[i];
                dt.push_back(data_.dt[i]);
            }
        return first;
    }

    void forward(const Unit& unit, double* table) const {
        std::vector<double> dt;
        const int first = lengths(unit, dt);
        if (first < 0) return;
        auto series = std::make_unique_for_overwrite<Series>();
        data_.isa.series(at_, model(unit.model), *series);
        data_.isa.steps(at_, *series, size_of(unit.model), dt.data(), (int)dt.size(), table + (size_t)first * at_.row);
    }

    void backward(const Unit& unit, const std::vector<const double*>& tables, double* gradient) const {
        std::vector<double> dt;
        const int first = lengths(unit, dt);
        if (first < 0) return;
        auto series = std::make_unique_for_overwrite<Series>();
        auto bar = std::make_unique_for_overwrite<Series>();
        for (int k = 0; k <= ORDER; ++k) {
            std::fill(bar->change[k], bar->change[k] + at_.p * at_.p, 0.0);
            std::fill(bar->noise[k], bar->noise[k] + at_.p * (at_.p + 1) / 2, 0.0);
        }
        data_.isa.series(at_, model(unit.model), *series);
        const double size = size_of(unit.model);
        const double longest = *std::max_element(dt.begin(), dt.end()) * size;
        const int doublings = std::isfinite(longest) ? std::clamp((int)std::ceil(std::log2(std::max(longest / STEP, 1.0))) + 1, 1, 101) : 101;
        const int most = at_.p <= data_.isa.known ? at_.p : MOST_STATES;
        const int packed = most * (most + 1) / 2;
        Room scratch(((size_t)doublings * (2 * most * most + packed) + (ORDER + 1) * (most * most + packed)) * data_.isa.width);
        std::vector<const double*> from;
        for (const double* table : tables) from.push_back(table + (size_t)first * at_.row);
        data_.isa.steps_back(at_, *series, size, dt.data(), (int)dt.size(), from.data(), (int)from.size(), scratch.get(), *bar);
        data_.isa.series_back(at_, model(unit.model), *series, *bar, gradient);
    }

    void filter(const Run& run, const double* table, double* table_bar, double* gradients, Room& room, double* loglik) const {
        const int W = run.single ? 1 : data_.isa.width, lanes = (int)run.model.size();
        Data::Packed made;
        const bool as_laid = run.single && !own_answers();
        if (!run.packed && !as_laid) made = data_.pack(run.person, W, cells_, run.first_lane);
        const Data::Packed* packed = run.packed ? run.packed : &made;
        std::vector<const int*> rows(W);
        std::vector<const double*> models(W);
        std::vector<double*> gradient(W);
        std::vector<double> nowhere(at_.size, 0.0), value(W);
        bool one_model = true;
        for (int l = 0; l < W; ++l) {
            const int k = run.model[std::min(l, lanes - 1)];
            rows[l] = row_.data() + (size_t)k * data_.dt.size();
            models[l] = model(k);
            gradient[l] = l < lanes ? gradients + (size_t)k * at_.size : nowhere.data();
            one_model &= k == run.model[0];
        }
        const int steps = as_laid ? data_.length[0] : packed->steps;
        const size_t answers = (size_t)data_.shape.steps * at_.m;
        std::vector<double> beside(cells_.value_bar ? answers : 0);  // of lanes without a person
        std::vector<double*> value_bar(W, beside.data()), variance_bar(W, beside.data());
        for (int l = 0; cells_.value_bar && l < lanes; ++l) {
            value_bar[l] = cells_.value_bar + (run.first_lane + l) * answers;
            variance_bar[l] = cells_.variance_bar + (run.first_lane + l) * answers;
        }
        const Block block{
            steps,
            as_laid ? data_.data.data() : packed->data.get(),
            as_laid ? data_.step_.data() : packed->step.data(),
            as_laid ? data_.wave_.data() : packed->wave.data(),
            rows.data(),
            models.data(),
            gradient.data(),
            as_laid ? data_.scale.data() : packed->scale.data(),
            as_laid ? data_.weight.data() : packed->weight.data(),
            value.data(),
            one_model,
            cells_.value_bar ? value_bar.data() : nullptr,
            cells_.value_bar ? variance_bar.data() : nullptr,
        };
        double* tape = room.grow((steps * (size_t)tape_numbers(at_) + room_numbers(at_)) * W);
        (run.single ? data_.isa.single : data_.isa.block)(at_, block, table, table_bar, tape);
        std::copy(value.begin(), value.begin() + lanes, loglik + run.first_lane);
    }

    const Data& data_;
    const double* models_;
    int count_;
    const Assignment* assignment_;
    Cells cells_;
    Layout at_;
    int lanes_ = 0, rows_ = 0, threads_ = 1, chunks_ = 1;
    int64_t block_steps_ = 0;
    std::vector<int> row_;
    std::vector<Run> blocks_;
};

}  // namespace unspiral
