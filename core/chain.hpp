// The chain rule around the filter: working vectors to flat models, and derivatives back. The NumPy twin, with the reasons, is
// src/unspiral/learn/chain.py (and `natural` in parameters.py).
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "layout.hpp"

namespace unspiral {

// Solves A P + P A' + D = 0 for a symmetric P; false where A is not stable (P is then no covariance) or the equations are singular.
inline bool lyapunov(const double* a, int stride, const double* d, int d_stride, int p, bool covariance, std::vector<double>& out) {
    const int n = p * (p + 1) / 2;
    auto at = [](int i, int j) { return i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i; };
    std::vector<double> m((size_t)n * (n + 1), 0.0);
    for (int i = 0; i < p; ++i)
        for (int j = 0; j <= i; ++j) {
            double* row = m.data() + (size_t)at(i, j) * (n + 1);
            for (int k = 0; k < p; ++k) row[at(k, j)] += a[i * stride + k], row[at(i, k)] += a[j * stride + k];
            row[n] = -0.5 * (d[i * d_stride + j] + d[j * d_stride + i]);
        }
    for (int c = 0; c < n; ++c) {
        int best = c;
        for (int r = c + 1; r < n; ++r)
            if (std::fabs(m[(size_t)r * (n + 1) + c]) > std::fabs(m[(size_t)best * (n + 1) + c])) best = r;
        if (!(std::fabs(m[(size_t)best * (n + 1) + c]) > 0.0)) return false;
        if (best != c)
            for (int k = c; k <= n; ++k) std::swap(m[(size_t)best * (n + 1) + k], m[(size_t)c * (n + 1) + k]);
        for (int r = c + 1; r < n; ++r) {
            const double f = m[(size_t)r * (n + 1) + c] / m[(size_t)c * (n + 1) + c];
            if (f != 0.0)
                for (int k = c; k <= n; ++k) m[(size_t)r * (n + 1) + k] -= f * m[(size_t)c * (n + 1) + k];
        }
    }
    std::vector<double> packed(n);
    for (int c = n - 1; c >= 0; --c) {
        double x = m[(size_t)c * (n + 1) + n];
        for (int k = c + 1; k < n; ++k) x -= m[(size_t)c * (n + 1) + k] * packed[k];
        packed[c] = x / m[(size_t)c * (n + 1) + c];
    }
    out.assign((size_t)p * p, 0.0);
    for (int i = 0; i < p; ++i)
        for (int j = 0; j < p; ++j) out[i * p + j] = packed[at(i, j)];
    if (!covariance) return true;
    // With D positive definite, A is stable exactly where P is positive definite: its root exists.
    std::vector<double> root(out);
    for (int j = 0; j < p; ++j) {
        for (int k = 0; k < j; ++k) root[j * p + j] -= root[j * p + k] * root[j * p + k];
        if (!(root[j * p + j] > 0.0)) return false;
        root[j * p + j] = std::sqrt(root[j * p + j]);
        for (int i = j + 1; i < p; ++i) {
            for (int k = 0; k < j; ++k) root[i * p + j] -= root[i * p + k] * root[j * p + k];
            root[i * p + j] /= root[j * p + j];
        }
    }
    return true;
}

// Where each free number goes; names as in chain.py. Sections are (first number, size).
struct Chain {
    int free, entries, processes, moving;
    bool stationary;
    double clock, slow;
    int self, fading, fadings, diffusion, error, errors, t0cov, trait;
    std::vector<double> base, linear, size, spread, item, t0_spread, trait_spread, groups;
    std::vector<int64_t> entry, slot, tilts, paced, between;
    int group_count, tilt_count;
    Layout at;

    // Paces, roots of diffusion and everything else of one working vector.
    void natural(const double* theta, double* values, double* rate, double* pace, double* root) const {
        for (int k = 0; k < free; ++k) values[k] = theta[k] * linear[k];
        for (int i = 0; i < processes; ++i) {
            rate[i] = std::expm1(theta[self + i]) / clock;
            pace[i] = std::sqrt(rate[i] * rate[i] + slow * slow / (clock * clock));
            root[i] = spread[i] * std::sqrt(2.0 * pace[i]);
            values[self + i] = -rate[i];
        }
        for (size_t k = 0; k < paced.size(); ++k)
            values[paced[k]] = theta[paced[k]] * std::sqrt(pace[between[2 * k]] * pace[between[2 * k + 1]]) * size[k];
        for (int k = 0; k < fadings; ++k) values[fading + k] = -std::expm1(theta[fading + k]) / clock;
        square(theta + diffusion, root, processes, values + diffusion);
        for (int k = 0; k < errors; ++k) values[error + k] = theta[error + k] * theta[error + k] * item[k] * item[k];
        square(theta + t0cov, t0_spread.data(), (int)t0_spread.size(), values + t0cov);
        square(theta + trait, trait_spread.data(), (int)trait_spread.size(), values + trait);
    }

    // Flat models of one working vector, one a group; nan where there is no stationary law.
    void models(const double* theta, double* out) const {
        std::vector<double> values(free), work(3 * processes), law;
        natural(theta, values.data(), work.data(), work.data() + processes, work.data() + 2 * processes);
        for (int g = 0; g < group_count; ++g, out += entries) {
            std::copy(base.begin(), base.end(), out);
            for (size_t k = 0; k < entry.size(); ++k) out[entry[k]] = values[slot[k]];
            for (size_t k = 0; k < tilts.size(); k += 3) out[tilts[k + 1]] += values[tilts[k + 2]] * groups[g * tilt_count + tilts[k]];
            if (!stationary) continue;
            const bool stable = lyapunov(out + at.drift, at.p, out + at.diffusion, at.p, processes, true, law);
            for (int i = 0; i < processes; ++i)
                for (int j = 0; j < processes; ++j) out[at.t0_cov + i * at.n + j] = stable ? law[i * processes + j] : NAN;
            if (!stable) std::fill(out, out + entries, NAN);
        }
    }

    // Derivatives for a working vector, from those of its flat models, which are changed on the way.
    void back(const double* theta, const double* models, double* gradients, double* out) const {
        std::vector<double> values(free), work(5 * processes, 0.0), bar(free, 0.0), transposed, x;
        double *rate = work.data(), *pace = rate + processes, *root = pace + processes, *pace_bar = root + processes,
               *root_bar = pace_bar + processes;
        natural(theta, values.data(), rate, pace, root);
        for (int g = 0; g < group_count; ++g, models += entries, gradients += entries) {
            if (stationary) through_stationary(models, gradients, transposed, x);
            for (size_t k = 0; k < entry.size(); ++k) bar[slot[k]] += gradients[entry[k]];
            for (size_t k = 0; k < tilts.size(); k += 3) bar[tilts[k + 2]] += gradients[tilts[k + 1]] * groups[g * tilt_count + tilts[k]];
        }
        for (int k = 0; k < free; ++k) out[k] = bar[k] * linear[k];
        for (size_t k = 0; k < paced.size(); ++k) {
            const int64_t i = between[2 * k], j = between[2 * k + 1], number = paced[k];
            out[number] = bar[number] * std::sqrt(pace[i] * pace[j]) * size[k];
            const double moved = 0.5 * out[number] * theta[number];
            pace_bar[i] += moved / pace[i], pace_bar[j] += moved / pace[j];
        }
        square_back(theta + diffusion, root, processes, bar.data() + diffusion, out + diffusion, root_bar);
        for (int i = 0; i < processes; ++i) {
            pace_bar[i] += 0.5 * root_bar[i] * root[i] / pace[i];
            out[self + i] = (pace_bar[i] * rate[i] / pace[i] - bar[self + i]) * std::exp(theta[self + i]) / clock;
        }
        for (int k = 0; k < fadings; ++k) out[fading + k] = -bar[fading + k] * std::exp(theta[fading + k]) / clock;
        for (int k = 0; k < errors; ++k) out[error + k] = 2.0 * bar[error + k] * theta[error + k] * item[k] * item[k];
        square_back(theta + t0cov, t0_spread.data(), (int)t0_spread.size(), bar.data() + t0cov, out + t0cov, nullptr);
        square_back(theta + trait, trait_spread.data(), (int)trait_spread.size(), bar.data() + trait, out + trait, nullptr);
    }

    void through_stationary(const double* model, double* gradient, std::vector<double>& transposed, std::vector<double>& x) const {
        const int d = processes;
        transposed.resize((size_t)d * d);
        for (int i = 0; i < d; ++i)
            for (int j = 0; j < d; ++j) transposed[i * d + j] = model[at.drift + j * at.p + i];
        if (!lyapunov(transposed.data(), d, gradient + at.t0_cov, at.n, d, false, x)) x.assign((size_t)d * d, NAN);
        for (int i = 0; i < d; ++i)
            for (int j = 0; j < d; ++j) {
                gradient[at.diffusion + i * at.p + j] += x[i * d + j];
                double sum = 0.0;
                for (int l = 0; l < d; ++l) sum += x[i * d + l] * model[at.t0_cov + l * at.n + j];
                gradient[at.drift + i * at.p + j] += 2.0 * sum;
            }
    }

  private:
    // Lower triangle of (S L)(S L)', S = diag(root), from the packed L.
    static void square(const double* packed, const double* root, int n, double* out) {
        for (int i = 0, k = 0; i < n; ++i)
            for (int j = 0; j <= i; ++j, ++k) {
                double sum = 0.0;
                for (int l = 0; l <= j; ++l) sum += packed[i * (i + 1) / 2 + l] * packed[j * (j + 1) / 2 + l];
                out[k] = sum * root[i] * root[j];
            }
    }

    static void square_back(const double* packed, const double* root, int n, const double* bar, double* out, double* root_bar) {
        auto weight = [&](int i, int j) { return i == j ? 2.0 * bar[i * (i + 1) / 2 + i] : bar[i > j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i]; };
        for (int i = 0; i < n; ++i)
            for (int j = 0; j <= i; ++j) {
                double sum = 0.0;
                for (int l = j; l < n; ++l) sum += weight(i, l) * root[l] * packed[l * (l + 1) / 2 + j];
                out[i * (i + 1) / 2 + j] = root[i] * sum;
                if (root_bar) root_bar[i] += sum * packed[i * (i + 1) / 2 + j];
            }
    }
};

}  // namespace unspiral
