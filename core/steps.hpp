// Rates into steps, W lengths side by side, and the way back.
//
//   F = exp(A dt),  Q = integral over s in [0, dt] of exp(A s) D exp(A s)',  G = integral over s in [0, dt] of exp(A s)
//
// Taylor series on dt / 2^k, then k doublings: F <- F F, Q <- Q + F Q F', G <- G + F G. E = F - I is carried in place of F, so
// that short steps keep their digits. The NumPy twin, with the reasons, is src/unspiral/learn/discretise.py.
#pragma once

#include "lane.hpp"

namespace UNSPIRAL_ISA {

using unspiral::Layout;
using unspiral::MOST_STATES;
using unspiral::ORDER;
using unspiral::Series;
using unspiral::STEP;

constexpr int MOST_DOUBLINGS = 100;

inline void series_of(const Layout& at, const double* model, Series& out) {
    const int p = at.p;
    const double *a = model + at.drift, *d = model + at.diffusion;
    double sweep[MOST_STATES * MOST_STATES], next[MOST_STATES * MOST_STATES];
    double factorial = 1.0;
    for (int i = 0; i < p * p; ++i) out.change[0][i] = i % (p + 1) == 0 ? 1.0 : 0.0, sweep[i] = d[i];
    for (int k = 0; k <= ORDER; ++k) {
        factorial *= k + 1;
        for (int i = 0; i < p; ++i)
            for (int j = 0; j <= i; ++j) out.noise[k][tri(i, j)] = sweep[i * p + j] / factorial;
        if (k == ORDER) break;
        for (int i = 0; i < p; ++i)
            for (int j = 0; j < p; ++j) {
                double power = 0.0, moved = 0.0;
                for (int l = 0; l < p; ++l) power += a[i * p + l] * out.change[k][l * p + j], moved += a[i * p + l] * sweep[l * p + j];
                out.change[k + 1][i * p + j] = power / (k + 1), next[i * p + j] = moved;
            }
        for (int i = 0; i < p; ++i)
            for (int j = 0; j < p; ++j) sweep[i * p + j] = next[i * p + j] + next[j * p + i];
    }
}

// Derivatives of the coefficients back to drift and diffusion; derivatives of symmetric matrices are full and symmetric.
inline void series_back(const Layout& at, const double* model, const Series& series, const Series& bar, double* gradient) {
    const int p = at.p;
    const double* a = model + at.drift;
    double *ab = gradient + at.drift, *db = gradient + at.diffusion;
    double power[MOST_STATES * MOST_STATES], sweep[MOST_STATES * MOST_STATES];
    double below[MOST_STATES * MOST_STATES], beside[MOST_STATES * MOST_STATES];
    double factorial[ORDER + 2] = {1.0};
    for (int k = 1; k <= ORDER + 1; ++k) factorial[k] = factorial[k - 1] * k;
    auto noise_bar = [&](int k, int i, int j) { return bar.noise[k][tri(i, j)] / factorial[k + 1]; };
    for (int i = 0; i < p; ++i)
        for (int j = 0; j < p; ++j) power[i * p + j] = bar.change[ORDER][i * p + j], sweep[i * p + j] = noise_bar(ORDER, i, j);
    for (int k = ORDER; k > 0; --k) {
        for (int i = 0; i < p; ++i)
            for (int j = 0; j < p; ++j) {
                double rate = 0.0, down = 0.0, side = 0.0;
                for (int l = 0; l < p; ++l) {
                    rate += power[i * p + l] * series.change[k - 1][j * p + l] / k;
                    rate += 2.0 * sweep[i * p + l] * series.noise[k - 1][tri(l, j)] * factorial[k];
                    down += a[l * p + i] * power[l * p + j] / k;
                    side += a[l * p + i] * sweep[l * p + j] + sweep[i * p + l] * a[l * p + j];
                }
                ab[i * p + j] += rate;
                below[i * p + j] = bar.change[k - 1][i * p + j] + down;
                beside[i * p + j] = noise_bar(k - 1, i, j) + side;
            }
        memcpy(power, below, sizeof(double) * p * p);
        memcpy(sweep, beside, sizeof(double) * p * p);
    }
    for (int i = 0; i < p * p; ++i) db[i] += sweep[i];
}

// E, Q and G of W lengths.
template <int W, int P> struct Step {
    static constexpr int most = P >= 0 ? P : MOST_STATES, packed = most * (most + 1) / 2;
    Real<W> change[most * most], noise[packed], held[most * most];

    // A copy of what is used: all of it only where the size is known.
    UNSPIRAL_INLINE void take(const Layout& at, const Step& from) {
        if constexpr (P >= 0) {
            *this = from;
        } else {
            const int p = at.p;
            for (int i = 0; i < p * p; ++i) change[i] = from.change[i];
            for (int i = 0; i < p * (p + 1) / 2; ++i) noise[i] = from.noise[i];
            if (at.held)
                for (int i = 0; i < p * p; ++i) held[i] = from.held[i];
        }
    }
};

// How often each length is halved before the series holds; the lengths that are left in `h`.
template <int W> inline int halve(double size, const double* dt, int count, Real<W>& h, int* doublings) {
    int most = 0;
    for (int l = 0; l < W; ++l) {
        double left = l < count ? dt[l] : 0.0;
        int k = 0;
        while (left * size > STEP && k < MOST_DOUBLINGS) left *= 0.5, ++k;
        put<W>(h, l, left);
        doublings[l] = k;
        most = k > most ? k : most;
    }
    return most;
}

template <int W> UNSPIRAL_INLINE Bits<W> doubled(const int* doublings, int level) {
    if constexpr (W == 1) {
        return doublings[0] > level ? -1 : 0;
    } else {
        Bits<W> on;
        for (int l = 0; l < W; ++l) on[l] = doublings[l] > level ? -1 : 0;
        return on;
    }
}

template <int W, int P> UNSPIRAL_INLINE void begin(const Layout& at, const Series& series, Real<W> h, Step<W, P>& s) {
    const int p = P >= 0 ? P : at.p;
    each<P >= 0 ? P * P : -1>(p * p, UNSPIRAL_EACH(auto i) {
        Real<W> e = all<W>(series.change[ORDER][i]);
        for (int k = ORDER - 1; k > 0; --k) e = e * h + series.change[k][i];
        s.change[i] = e * h;
    });
    each<P >= 0 ? P * (P + 1) / 2 : -1>(p * (p + 1) / 2, UNSPIRAL_EACH(auto i) {
        Real<W> q = all<W>(series.noise[ORDER][i]);
        for (int k = ORDER - 1; k >= 0; --k) q = q * h + series.noise[k][i];
        s.noise[i] = q * h;
    });
    if (at.held)
        each<P >= 0 ? P * P : -1>(p * p, UNSPIRAL_EACH(auto i) {
            Real<W> g = all<W>(series.change[ORDER][i] / (ORDER + 1));
            for (int k = ORDER - 1; k >= 0; --k) g = g * h + series.change[k][i] / (k + 1);
            s.held[i] = g * h;
        });
}

// One doubling of the lanes that are `on`.
template <int W, int P> UNSPIRAL_INLINE void twice(const Layout& at, Bits<W> on, Step<W, P>& s) {
    const int p = P >= 0 ? P : at.p;
    Step<W, P> old;
    old.take(at, s);
    Real<W> eq[Step<W, P>::most * Step<W, P>::most];
    each<P>(p, UNSPIRAL_EACH(auto i) {
        each<P>(p, UNSPIRAL_EACH(auto j) {
            Real<W> e = 2.0 * old.change[i * p + j], x = Real<W>{}, g = 2.0 * old.held[i * p + j];
            each<P>(p, UNSPIRAL_EACH(auto k) {
                e += old.change[i * p + k] * old.change[k * p + j];
                x += old.change[i * p + k] * old.noise[tri(k, j)];
            });
            eq[i * p + j] = x;
            s.change[i * p + j] = on ? e : old.change[i * p + j];
            if (at.held) {
                each<P>(p, UNSPIRAL_EACH(auto k) { g += old.change[i * p + k] * old.held[k * p + j]; });
                s.held[i * p + j] = on ? g : old.held[i * p + j];
            }
        });
    });
    each<P>(p, UNSPIRAL_EACH(auto i) {
        upto(i, UNSPIRAL_EACH(auto j) {
            Real<W> q = 2.0 * old.noise[tri(i, j)] + eq[i * p + j] + eq[j * p + i];
            each<P>(p, UNSPIRAL_EACH(auto k) { q += eq[i * p + k] * old.change[j * p + k]; });
            s.noise[tri(i, j)] = on ? q : old.noise[tri(i, j)];
        });
    });
}

// F, Q and G of `count` lengths, into the rows of a table.
template <int W, int P>
void steps(const Layout& at, const Series& series, double size, const double* dt, int count, double* table) {
    const int p = P >= 0 ? P : at.p, packed = p * (p + 1) / 2;
    for (int first = 0; first < count; first += W) {
        const int lanes = count - first < W ? count - first : W;
        Real<W> h = Real<W>{};
        int doublings[W];
        const int most = halve<W>(size, dt + first, lanes, h, doublings);
        Step<W, P> s;
        begin<W, P>(at, series, h, s);
        for (int level = 0; level < most; ++level) twice<W, P>(at, doubled<W>(doublings, level), s);
        for (int i = 0; i < p; ++i) s.change[i * p + i] += 1.0;
        double* to = table + (long)first * at.row;
        set_rows<W, P >= 0 ? P * P : -1>(to, lanes, at.row, p * p, s.change);
        set_rows<W, P >= 0 ? P * (P + 1) / 2 : -1>(to + p * p, lanes, at.row, packed, s.noise);
        if (at.held) set_rows<W, P >= 0 ? P * P : -1>(to + p * p + packed, lanes, at.row, p * p, s.held);
    }
}

// Back through one doubling: s is what it started from, b what came back for its result and becomes what goes on.
template <int W, int P> UNSPIRAL_INLINE void twice_back(const Layout& at, Bits<W> on, const Step<W, P>& s, Step<W, P>& b) {
    const int p = P >= 0 ? P : at.p;
    constexpr int most = Step<W, P>::most;
    Step<W, P> old;
    old.take(at, b);
    Real<W> fq[most * most], qf[most * most];  // F Q; the derivative of Q times F
    each<P>(p, UNSPIRAL_EACH(auto i) {
        each<P>(p, UNSPIRAL_EACH(auto j) {
            Real<W> x = s.noise[tri(i, j)], y = old.noise[tri(i, j)];
            each<P>(p, UNSPIRAL_EACH(auto k) {
                x += s.change[i * p + k] * s.noise[tri(k, j)];
                y += old.noise[tri(i, k)] * s.change[k * p + j];
            });
            fq[i * p + j] = x, qf[i * p + j] = y;
        });
    });
    each<P>(p, UNSPIRAL_EACH(auto i) {
        each<P>(p, UNSPIRAL_EACH(auto j) {
            Real<W> f = 2.0 * old.change[i * p + j], g = 2.0 * old.held[i * p + j], cross = Real<W>{};
            each<P>(p, UNSPIRAL_EACH(auto k) {
                f += s.change[k * p + i] * old.change[k * p + j] + old.change[i * p + k] * s.change[j * p + k];
                cross += old.noise[tri(i, k)] * fq[k * p + j];
            });
            f += 2.0 * cross;
            if (at.held) {
                each<P>(p, UNSPIRAL_EACH(auto k) {
                    f += old.held[i * p + k] * s.held[j * p + k];
                    g += s.change[k * p + i] * old.held[k * p + j];
                });
                b.held[i * p + j] = on ? g : old.held[i * p + j];
            }
            b.change[i * p + j] = on ? f : old.change[i * p + j];
        });
        upto(i, UNSPIRAL_EACH(auto j) {
            Real<W> q = old.noise[tri(i, j)] + qf[i * p + j];
            each<P>(p, UNSPIRAL_EACH(auto k) { q += s.change[k * p + i] * qf[k * p + j]; });
            b.noise[tri(i, j)] = on ? q : old.noise[tri(i, j)];
        });
    });
}

// What comes back for the coefficients, lane by lane.
template <int W, int P> struct Sums {
    static constexpr int most = Step<W, P>::most, packed = Step<W, P>::packed;
    Real<W> change[ORDER + 1][most * most], noise[ORDER + 1][packed];
};

template <int W, int P> UNSPIRAL_INLINE void collect(const Layout& at, Real<W> h, const Step<W, P>& b, Sums<W, P>& sums) {
    const int p = P >= 0 ? P : at.p;
    for (int i = 0; i < p * p; ++i) {
        Real<W> x = b.change[i] * h;
        for (int k = 1; k <= ORDER; ++k) sums.change[k][i] += x, x *= h;
        if (at.held) {
            Real<W> y = b.held[i] * h;
            for (int k = 0; k <= ORDER; ++k) sums.change[k][i] += y * (1.0 / (k + 1)), y *= h;
        }
    }
    for (int i = 0; i < p * (p + 1) / 2; ++i) {
        Real<W> x = b.noise[i] * h;
        for (int k = 0; k <= ORDER; ++k) sums.noise[k][i] += x, x *= h;
    }
}

template <int W, int P> UNSPIRAL_INLINE void give(const Layout& at, const Sums<W, P>& sums, Series& bar) {
    const int p = P >= 0 ? P : at.p;
    for (int k = 0; k <= ORDER; ++k) {
        for (int i = 0; i < p * p; ++i) bar.change[k][i] += sum<W>(sums.change[k][i]);
        for (int i = 0; i < p * (p + 1) / 2; ++i) bar.noise[k][i] += sum<W>(sums.noise[k][i]);
    }
}

constexpr int MOST_ROW = (2 * MOST_STATES * MOST_STATES + MOST_STATES * (MOST_STATES + 1) / 2 + 15) / 8 * 8 + 8;

// Rows of W lengths, summed over the tables of all chunks of lanes.
template <int W>
UNSPIRAL_INLINE void come_back(const Layout& at, const double* const* table_bar, int tables, int first, int lanes, int* row, double* kept) {
    for (int l = 0; l < W; ++l) {
        row[l] = l;
        double* to = kept + (long)l * at.row;
        if (l >= lanes) {
            for (int i = 0; i < at.row; ++i) to[i] = 0.0;
            continue;
        }
        memcpy(to, table_bar[0] + (long)(first + l) * at.row, sizeof(double) * at.row);
        for (int t = 1; t < tables; ++t) {
            const double* from = table_bar[t] + (long)(first + l) * at.row;
            for (int i = 0; i < at.row; ++i) to[i] += from[i];
        }
    }
}

// `scratch` has room for the sums and for as many steps as there are doublings.
template <int W, int P>
void steps_back(const Layout& at, const Series& series, double size, const double* dt, int count, const double* const* table_bar,
                int tables, double* scratch, Series& bar) {
    const int p = P >= 0 ? P : at.p, packed = p * (p + 1) / 2;
    Sums<W, P>& sums = *reinterpret_cast<Sums<W, P>*>(scratch);  // not on the stack: threads may have little of it
    Step<W, P>* levels = reinterpret_cast<Step<W, P>*>(scratch + sizeof(Sums<W, P>) / sizeof(double));
    for (int k = 0; k <= ORDER; ++k) {
        for (int i = 0; i < p * p; ++i) sums.change[k][i] = Real<W>{};
        for (int i = 0; i < packed; ++i) sums.noise[k][i] = Real<W>{};
    }
    for (int first = 0; first < count; first += W) {
        const int lanes = count - first < W ? count - first : W;
        Real<W> h = Real<W>{};
        int doublings[W];
        const int most = halve<W>(size, dt + first, lanes, h, doublings);
        if (most) {
            begin<W, P>(at, series, h, levels[0]);
            for (int level = 1; level < most; ++level) {
                levels[level].take(at, levels[level - 1]);
                twice<W, P>(at, doubled<W>(doublings, level - 1), levels[level]);
            }
        }
        Step<W, P> b;
        int row[W];
        double kept[W * MOST_ROW];
        come_back<W>(at, table_bar, tables, first, lanes, row, kept);
        gather_rows<W, P >= 0 ? P * P : -1>(kept, row, at.row, p * p, b.change);
        gather_rows<W, P >= 0 ? P * (P + 1) / 2 : -1>(kept + p * p, row, at.row, packed, b.noise);
        if (at.held) gather_rows<W, P >= 0 ? P * P : -1>(kept + p * p + packed, row, at.row, p * p, b.held);
        for (int level = most - 1; level >= 0; --level) twice_back<W, P>(at, doubled<W>(doublings, level), levels[level], b);
        collect<W, P>(at, h, b, sums);
    }
    give<W, P>(at, sums, bar);
}

}  // namespace UNSPIRAL_ISA
