// People who each live under a model of their own: the average model moved by what the person deviates, filtered, and the way back to
// the average's values and the deviations. The NumPy twin, with the reasons, is src/unspiral/learn/persons.py.
#pragma once

#include "chain.hpp"
#include "evaluate.hpp"

namespace unspiral {

// What deviations move in a flat model; names as in persons.py.
struct Own {
    std::vector<int64_t> added, multiplied;  // (entry, deviation), one after another
    std::vector<double> powers;
    int deviations;
};

class Persons {
  public:
    Persons(const Data& data, const Chain& chain, const Own& own, const double* averages, const int64_t* group, bool want_loading)
        : data_(data), chain_(chain), own_(own), averages_(averages), group_(group), at_(chain.at) {
        at_.want_loading = want_loading, at_.plain = data.plain, at_.held = at_.presses > 0;
        at_.resets = data.shape.resets > 0;
        at_.unit = !want_loading && !at_.resets && at_.m == at_.p && (at_.t == 0 || at_.t == at_.p);
        for (int g = 0; g < chain.group_count; ++g) {
            const double* from = averages + (size_t)g * chain.entries;
            for (int i = 0; i < at_.p; ++i) at_.held |= from[at_.intercept + i] != 0.0;
            for (int i = 0; at_.unit && i < at_.m; ++i)
                for (int j = 0; j < at_.n; ++j) at_.unit &= from[at_.loading + i * at_.n + j] == (j == i || j == at_.p + i ? 1.0 : 0.0);
        }
        const int entries = at_.p * at_.p * (at_.held ? 2 : 1) + at_.p * (at_.p + 1) / 2;
        at_.row = (entries + 7) / 8 * 8;
        // Lengths that each person needs: a table of steps is made for these alone.
        used_.resize(data.shape.lanes);
        std::vector<int> seen(data.dt.size(), -1);
        for (int l = 0; l < data.shape.lanes; ++l) {
            used_[l].push_back(0), seen[0] = l;
            for (int t = 0; t < data.length[l]; ++t) {
                const int step = data.step_[(size_t)l * data.shape.steps + t];
                if (seen[step] != l) seen[step] = l, used_[l].push_back(step);
            }
        }
    }

    int width() const { return chain_.free + own_.deviations + at_.t; }

    // Pair k: person[k] with deviations u and shifts of levels c. A pair without a likelihood gets minus infinity and no slope.
    void run(const int64_t* person, const double* u, const double* c, int count, double* value, double* slope, int threads) const {
        const int W = data_.isa.width, blocks = (count + W - 1) / W;
        const double work = (double)blocks * W * data_.shape.steps * at_.n * at_.n * (at_.m + at_.p);
        threads = work > 4e5 ? std::max(1, threads) : 1;
        std::vector<std::unique_ptr<Place>> places;
        for (int w = 0; w < threads; ++w) places.push_back(std::make_unique<Place>(W, data_.dt.size(), at_.size));
        over(blocks, threads, [&](int b, int worker) {
            const int first = b * W;
            block(person + first, u + (size_t)first * own_.deviations, c + (size_t)first * at_.t, std::min(W, count - first),
                  value + first, slope + (size_t)first * width(), *places[worker]);
        });
    }

  private:
    struct Place {  // of one worker
        Place(int W, size_t lengths, int size)
            : row(W, std::vector<int>(lengths)), model(W, std::vector<double>(size)), gradient(W, std::vector<double>(size)),
              series(std::make_unique_for_overwrite<Series>()), bar(std::make_unique_for_overwrite<Series>()) {}
        std::vector<std::vector<int>> row;
        std::vector<std::vector<double>> model, gradient;
        std::unique_ptr<Series> series, bar;
        Room table, table_bar, tape, scratch;
        std::vector<double> law, transposed, dt;
    };

    void block(const int64_t* person, const double* u, const double* c, int lanes, double* value, double* slope, Place& at) const {
        const int W = data_.isa.width, q = own_.deviations;
        Layout here = at_;
        std::vector<int> people(person, person + lanes);
        std::vector<int> first(lanes + 1, 0);
        std::vector<char> lawful(lanes);
        for (int l = 0; l < lanes; ++l) {
            lawful[l] = moved(people[l], u + (size_t)l * q, c + (size_t)l * at_.t, at.model[l].data(), at);
            first[l + 1] = first[l] + (int)used_[people[l]].size();
            here.keep |= tiny(at.model[l].data());
        }
        here.keep &= here.want_loading;
        const size_t table_size = (size_t)first[lanes] * here.row + 8;
        double *table = at.table.grow(table_size), *table_bar = at.table_bar.grow(table_size);
        std::fill(table_bar, table_bar + table_size, 0.0);
        for (int l = 0; l < lanes; ++l) {
            const auto& used = used_[people[l]];
            lengths(used, at.dt);
            for (size_t i = 0; i < used.size(); ++i) at.row[l][used[i]] = first[l] + (int)i;
            data_.isa.series(here, at.model[l].data(), *at.series);
            data_.isa.steps(here, *at.series, size_of(at.model[l].data()), at.dt.data(), (int)at.dt.size(), table + (size_t)first[l] * here.row);
            std::fill(at.gradient[l].begin(), at.gradient[l].end(), 0.0);
        }
        filter(here, people, lanes, table, table_bar, value, at);
        for (int l = 0; l < lanes; ++l) {
            lengths(used_[people[l]], at.dt);
            backward(here, at.model[l].data(), table_bar + (size_t)first[l] * here.row, at.gradient[l].data(), at);
            back(people[l], u + (size_t)l * q, c + (size_t)l * at_.t, at.model[l].data(), at.gradient[l].data(), slope + (size_t)l * width(), at);
            bool fine = lawful[l] && std::isfinite(value[l]);
            for (int k = 0; k < width(); ++k) fine &= std::isfinite(slope[(size_t)l * width() + k]);
            if (fine) continue;
            value[l] = -INFINITY;
            std::fill(slope + (size_t)l * width(), slope + (size_t)(l + 1) * width(), 0.0);
        }
    }

    // The person's own flat model; false where it has no stationary law (the average's numbers stand in, and are not used).
    bool moved(int person, const double* u, const double* c, double* model, Place& at) const {
        const double* average = averages_ + (size_t)group_[person] * chain_.entries;
        std::copy(average, average + chain_.entries, model);
        for (size_t k = 0; k < own_.added.size(); k += 2) model[own_.added[k]] += u[own_.added[k + 1]];
        for (size_t k = 0; k < own_.multiplied.size(); k += 2)
            model[own_.multiplied[k]] *= std::exp(own_.powers[k / 2] * u[own_.multiplied[k + 1]]);
        for (int i = 0; i < at_.m; ++i) {
            double shift = 0.0;
            for (int j = 0; j < at_.t; ++j) shift += average[at_.loading + i * at_.n + at_.p + j] * c[j];
            for (int w = 0; w < at_.waves; ++w) model[at_.level + w * at_.m + i] += shift;
        }
        if (!chain_.stationary) return true;
        const int d = chain_.processes;
        const bool stable = lyapunov(model + at_.drift, at_.p, model + at_.diffusion, at_.p, d, true, at.law);
        for (int i = 0; i < d; ++i)
            for (int j = 0; j < d; ++j) model[at_.t0_cov + i * at_.n + j] = stable ? at.law[i * d + j] : (double)(i == j);
        return stable;
    }

    // Derivatives for the average's natural values, for u and for c, from those of the person's flat model, which are changed on the way.
    void back(int person, const double* u, const double* c, const double* model, double* gradient, double* slope, Place& at) const {
        const double* average = averages_ + (size_t)group_[person] * chain_.entries;
        double *for_u = slope + chain_.free, *for_c = for_u + own_.deviations;
        std::fill(slope, slope + width(), 0.0);
        if (chain_.stationary) chain_.through_stationary(model, gradient, at.transposed, at.law);
        for (int i = 0; i < at_.m; ++i) {
            double sum = 0.0;
            for (int w = 0; w < at_.waves; ++w) sum += gradient[at_.level + w * at_.m + i];
            for (int j = 0; j < at_.t; ++j) {
                const int k = at_.loading + i * at_.n + at_.p + j;
                for_c[j] += sum * average[k];
                gradient[k] += sum * c[j];
            }
        }
        for (size_t k = 0; k < own_.added.size(); k += 2) for_u[own_.added[k + 1]] += gradient[own_.added[k]];
        for (size_t k = 0; k < own_.multiplied.size(); k += 2)
            for_u[own_.multiplied[k + 1]] += own_.powers[k / 2] * gradient[own_.multiplied[k]] * model[own_.multiplied[k]];
        for (size_t k = 0; k < own_.multiplied.size(); k += 2)
            gradient[own_.multiplied[k]] *= std::exp(own_.powers[k / 2] * u[own_.multiplied[k + 1]]);
        for (size_t k = 0; k < chain_.entry.size(); ++k) slope[chain_.slot[k]] += gradient[chain_.entry[k]];
        const double* tilt = chain_.groups.data() + (size_t)group_[person] * chain_.tilt_count;
        for (size_t k = 0; k < chain_.tilts.size(); k += 3) slope[chain_.tilts[k + 2]] += gradient[chain_.tilts[k + 1]] * tilt[chain_.tilts[k]];
    }

    void filter(const Layout& here, const std::vector<int>& people, int lanes, const double* table, double* table_bar, double* value,
                Place& at) const {
        const int W = data_.isa.width;
        const Data::Packed packed = data_.pack(people, W, {}, 0);
        std::vector<const int*> rows(W);
        std::vector<const double*> models(W);
        std::vector<double*> gradient(W);
        std::vector<double> nowhere(here.size, 0.0), loglik(W);
        for (int l = 0; l < W; ++l) {
            const int k = std::min(l, lanes - 1);
            rows[l] = at.row[k].data(), models[l] = at.model[k].data();
            gradient[l] = l < lanes ? at.gradient[l].data() : nowhere.data();
        }
        const Block block{packed.steps, packed.data.get(), packed.step.data(), packed.wave.data(), rows.data(), models.data(), gradient.data(),
                          packed.scale.data(), packed.weight.data(), loglik.data(), false, nullptr, nullptr};
        double* tape = at.tape.grow((packed.steps * (size_t)tape_numbers(here) + room_numbers(here)) * W);
        data_.isa.block(here, block, table, table_bar, tape);
        std::copy(loglik.begin(), loglik.begin() + lanes, value);
    }

    void backward(const Layout& here, const double* model, const double* table_bar, double* gradient, Place& at) const {
        for (int k = 0; k <= ORDER; ++k) {
            std::fill(at.bar->change[k], at.bar->change[k] + here.p * here.p, 0.0);
            std::fill(at.bar->noise[k], at.bar->noise[k] + here.p * (here.p + 1) / 2, 0.0);
        }
        data_.isa.series(here, model, *at.series);
        const double size = size_of(model), longest = *std::max_element(at.dt.begin(), at.dt.end()) * size;
        const int doublings = std::isfinite(longest) ? std::clamp((int)std::ceil(std::log2(std::max(longest / STEP, 1.0))) + 1, 1, 101) : 101;
        const int most = here.p <= data_.isa.known ? here.p : MOST_STATES, half = most * (most + 1) / 2;
        double* scratch = at.scratch.grow(((size_t)doublings * (2 * most * most + half) + (ORDER + 1) * (most * most + half)) * data_.isa.width);
        data_.isa.steps_back(here, *at.series, size, at.dt.data(), (int)at.dt.size(), &table_bar, 1, scratch, *at.bar);
        data_.isa.series_back(here, model, *at.series, *at.bar, gradient);
    }

    void lengths(const std::vector<int>& used, std::vector<double>& dt) const {
        dt.clear();
        for (int i : used) dt.push_back(data_.dt[i]);
    }

    double size_of(const double* model) const {
        double size = 0.0;
        for (int i = 0; i < at_.p; ++i) {
            double row = 0.0;
            for (int j = 0; j < at_.p; ++j) row += std::fabs(model[at_.drift + i * at_.p + j]);
            size = row > size || std::isnan(row) ? row : size;
        }
        return size;
    }

    // Error variances so small that the adjoint must not undo what they did (as in Evaluation).
    bool tiny(const double* model) const {
        double size = 0.0, least = INFINITY;
        for (int i = 0; i < at_.n; ++i) size = std::max(size, model[at_.t0_cov + i * at_.n + i]);
        for (int i = 0; i < at_.p; ++i) size = std::max(size, model[at_.diffusion + i * at_.p + i]);
        for (int i = 0; i < at_.m; ++i) least = std::min(least, model[at_.error + i * at_.m + i]);
        return least < 1e-7 * size;
    }

    const Data& data_;
    const Chain& chain_;
    const Own& own_;
    const double* averages_;
    const int64_t* group_;
    Layout at_;
    std::vector<std::vector<int>> used_;
};

}  // namespace unspiral
