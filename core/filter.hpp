// The Kalman filter of W persons side by side, one answer after another, and its adjoint, which undoes the updates.
//
// Forward, at each step: x <- F x + G held + impulses, P <- F P F' + Q; then for every answer y with loading l and error r
//   h = P l,  s = l'h + r,  w = 1 / s,  v = y - level - l'x,  x <- x + h w v,  P <- P - h h' w,  loglik -= (v^2 w + log s + log 2 pi) / 2.
// A missing answer has w = 0: no branch. The way back keeps only the filtered (x, P) and (h, w, v): an update is undone by
// P <- P + h h' w, x <- x - h w v. Where error variances are tiny the states before each update are kept instead (Layout::keep).
// Derivatives of symmetric matrices are full and symmetric, as in System. The NumPy twin is src/unspiral/learn/reference.py.
#pragma once

#include <math.h>

#include "lane.hpp"

namespace UNSPIRAL_ISA {

using unspiral::Block, unspiral::Layout, unspiral::MOST_STATES;

constexpr double LOG_2PI = 1.8378770664093454836;
constexpr double TINIEST = 2.2250738585072014e-308;

// P and T: moving states and traits, -1 where only known at run time. UNIT: indicator i reads process i (and trait i) with loading 1.
template <int W, int P, int T, bool UNIT> struct Filter {
    typedef Real<W> V;
    static constexpr bool fixed = P >= 0;
    static constexpr int N = fixed ? P + T : -1;
    static constexpr int NN = fixed ? N * (N + 1) / 2 : -1;
    static constexpr int PP = fixed ? P * P : -1;
    static constexpr int QQ = fixed ? P * (P + 1) / 2 : -1;
    static constexpr int M = UNIT ? P : -1;
    static constexpr int most_p = fixed ? P : MOST_STATES, most_n = fixed ? P + T : MOST_STATES;
    static constexpr int most_nn = most_n * (most_n + 1) / 2, most_row = most_p * most_p + most_p * (most_p + 1) / 2;

    const Layout& at;
    const Block& block;
    const double* table;
    double* table_bar;
    double* tape;
    const int p, t, n, nn, pp, qq, m, numbers;
    const long stride;

    Filter(const Layout& layout, const Block& lanes, const double* steps, double* steps_bar, double* room)
        : at(layout), block(lanes), table(steps), table_bar(steps_bar), tape(room), p(fixed ? P : layout.p), t(fixed ? T : layout.t),
          n(p + t), nn(n * (n + 1) / 2), pp(p * p), qq(p * (p + 1) / 2), m(UNIT ? P : layout.m), numbers(unspiral::step_numbers(layout)),
          stride(unspiral::tape_numbers(layout)) {}

    // -------------------------------------------------------------------------------------- where things lie

    UNSPIRAL_INLINE V number(int step, int which) const { return load<W>(block.data + ((long)step * numbers + which) * W); }
    UNSPIRAL_INLINE V answer(int step, int item) const { return number(step, item); }
    UNSPIRAL_INLINE V answered(int step, int item) const { return number(step, m + item); }
    UNSPIRAL_INLINE V importance(int step) const { return number(step, 2 * m); }
    UNSPIRAL_INLINE V impulse(int step, int k) const { return number(step, 2 * m + 1 + k); }
    UNSPIRAL_INLINE V press(int step, int k) const { return number(step, 2 * m + 1 + at.impulses + k); }
    UNSPIRAL_INLINE V regressor(int step, int k) const { return number(step, 2 * m + 1 + at.impulses + at.presses + k); }
    UNSPIRAL_INLINE double* left(int step, long which) const { return tape + (step * stride + which) * W; }
    UNSPIRAL_INLINE long item_at(int item) const { return n + nn + pp + (long)item * (n + 2 + (at.keep ? n + nn : 0)); }

    UNSPIRAL_INLINE V reset(int step, int i) const { return number(step, 2 * m + 1 + at.impulses + at.presses + at.regressors + i); }
    UNSPIRAL_INLINE V variance(int step, int item) const { return number(step, numbers - m + item); }

    // One entry of each lane's model.
    UNSPIRAL_INLINE V entry(int which) const {
        if (block.one_model) return all<W>(block.model[0][which]);
        V v = V{};
        for (int l = 0; l < W; ++l) put<W>(v, l, block.model[l][which]);
        return v;
    }

    UNSPIRAL_INLINE void rows_of(int step, int* row) const {
        for (int l = 0; l < W; ++l) row[l] = block.row[l][block.step[step * W + l]];
    }

    // F and Q of the step; broadcast where all lanes share it.
    UNSPIRAL_INLINE void transition(const int* row, V* fq) const {
        if (one_row<W>(row)) {
            const double* from = table + (long)row[0] * at.row;
            each<fixed ? PP + QQ : -1>(pp + qq, UNSPIRAL_EACH(auto e) { fq[e] = all<W>(from[e]); });
        } else {
            gather_rows<W, fixed ? PP + QQ : -1>(table, row, at.row, pp + qq, fq);
        }
    }

    // G of the step.
    UNSPIRAL_INLINE void held(const int* row, V* g) const {
        const double* behind = table + pp + qq;
        if (one_row<W>(row)) {
            const double* from = behind + (long)row[0] * at.row;
            each<PP>(pp, UNSPIRAL_EACH(auto e) { g[e] = all<W>(from[e]); });
        } else {
            gather_rows<W, PP>(behind, row, at.row, pp, g);
        }
    }

    // What pushes the drift during the step: intercept and held inputs.
    inline void held_push(int step, V scale, V* push) const {
        for (int i = 0; i < p; ++i) {
            V sum = entry(at.intercept + i) * scale;
            for (int k = 0; k < at.presses; ++k) sum += entry(at.press + i * at.presses + k) * press(step, k);
            push[i] = sum;
        }
    }

    // Entries of each lane's model that every step asks for.
    struct Own {
        V *loading, *error, *level, *impulse, *shift;
    };

    UNSPIRAL_INLINE V level(int step, int item, const Own& own, V scale) const {
        if (at.waves == 1) return own.level[item] * scale;
        V v = V{};
        for (int l = 0; l < W; ++l) put<W>(v, l, block.model[l][at.level + block.wave[step * W + l] * m + item]);
        return v * scale;
    }

    // x + shift z, or minus it: the level moves while answers are read.
    UNSPIRAL_INLINE void shifted(int step, double sign, const Own& own, V* x) const {
        for (int k = 0; k < at.regressors; ++k) {
            const V z = sign * regressor(step, k);
            each<P>(p, UNSPIRAL_EACH(auto i) { x[i] += own.shift[i * at.regressors + k] * z; });
        }
    }

    // -------------------------------------------------------------------------------------- forward

    UNSPIRAL_INLINE void predict(const V* fq, V* x, V* s) const {
        V moved[most_n], fs[most_p * most_p];
        each<P>(p, UNSPIRAL_EACH(auto i) {
            moved[i] = dot<W, P>(p, UNSPIRAL_EACH(auto j) { return fq[i * p + j] * x[j]; });
            each<P>(p, UNSPIRAL_EACH(auto k) {
                fs[i * p + k] = dot<W, P>(p, UNSPIRAL_EACH(auto j) { return fq[i * p + j] * s[tri(j, k)]; });
            });
        });
        each<T>(t, UNSPIRAL_EACH(auto c) {
            V column[most_p];
            each<P>(p, UNSPIRAL_EACH(auto i) {
                column[i] = dot<W, P>(p, UNSPIRAL_EACH(auto j) { return fq[i * p + j] * s[tri(p + c, j)]; });
            });
            each<P>(p, UNSPIRAL_EACH(auto i) { s[tri(p + c, i)] = column[i]; });
        });
        each<P>(p, UNSPIRAL_EACH(auto i) {
            x[i] = moved[i];
            upto(i, UNSPIRAL_EACH(auto k) {
                s[tri(i, k)] = fq[pp + tri(i, k)] + dot<W, P>(p, UNSPIRAL_EACH(auto j) { return fs[i * p + j] * fq[k * p + j]; });
            });
        });
    }

    // h = P l and l'h, l'x of one item.
    template <class I> UNSPIRAL_INLINE void look(I item, const V* loading, const V* x, const V* s, V* h, V& lh, V& lx) const {
        if constexpr (UNIT) {
            each<N>(n, UNSPIRAL_EACH(auto i) {
                if constexpr (T > 0)
                    h[i] = s[tri(i, item)] + s[tri(i, P + item)];
                else
                    h[i] = s[tri(i, item)];
            });
            if constexpr (T > 0)
                lh = h[item] + h[P + item], lx = x[item] + x[P + item];
            else
                lh = h[item], lx = x[item];
        } else {
            const V* l = loading + item * n;
            each<N>(n, UNSPIRAL_EACH(auto i) { h[i] = dot<W, N>(n, UNSPIRAL_EACH(auto j) { return s[tri(i, j)] * l[j]; }); });
            lh = dot<W, N>(n, UNSPIRAL_EACH(auto i) { return l[i] * h[i]; });
            lx = dot<W, N>(n, UNSPIRAL_EACH(auto i) { return l[i] * x[i]; });
        }
    }

    // One answer: update, and what the way back needs.
    template <class I>
    UNSPIRAL_INLINE void update(int step, I item, const Own& own, V scale, V* x, V* s, V& quadratic, V& product, V& bad) const {
        double* to = left(step, item_at(item));
        if (at.keep) {
            each<N>(n, UNSPIRAL_EACH(auto i) { store<W>(to + (n + 2 + i) * W, x[i]); });
            each<NN>(nn, UNSPIRAL_EACH(auto e) { store<W>(to + (2 * n + 2 + e) * W, s[e]); });
        }
        V h[most_n], lh, lx;
        look(item, own.loading, x, s, h, lh, lx);
        const V mask = answered(step, item), one = all<W>(1.0), nil = V{};
        V error = own.error[item];
        if (at.varied) error += variance(step, item);
        const V spread = mask > nil ? lh + error : one;
        const V w = mask / spread, v = answer(step, item) - level(step, item, own, scale) - lx;
        const V wv = w * v;
        each<N>(n, UNSPIRAL_EACH(auto i) {
            const V hw = h[i] * w;
            x[i] += h[i] * wv;
            upto(i, UNSPIRAL_EACH(auto j) { s[tri(i, j)] -= hw * h[j]; });
            store<W>(to + i * W, h[i]);
        });
        store<W>(to + n * W, w);
        store<W>(to + (n + 1) * W, v);
        quadratic += importance(step) * v * wv;
        product *= spread;
        bad += spread >= all<W>(TINIEST) ? nil : one;
    }

    // -------------------------------------------------------------------------------------- the way back

    template <class I>
    UNSPIRAL_INLINE void update_back(int step, I item, const V* loading, V weight, V* x, V* s, V* xb, V* sb, V* loading_bar, V* error_bar,
                                     V& level_bar) const {
        const double* from = left(step, item_at(item));
        V h[most_n];
        each<N>(n, UNSPIRAL_EACH(auto i) { h[i] = load<W>(from + i * W); });
        const V w = load<W>(from + n * W), v = load<W>(from + (n + 1) * W), counts = importance(step);
        const V wv = w * v;
        if (!UNIT && at.want_loading) {  // only the derivative of a loading looks at the state itself
            if (at.keep) {
                each<N>(n, UNSPIRAL_EACH(auto i) { x[i] = load<W>(from + (n + 2 + i) * W); });
                each<NN>(nn, UNSPIRAL_EACH(auto e) { s[e] = load<W>(from + (2 * n + 2 + e) * W); });
            } else {
                each<N>(n, UNSPIRAL_EACH(auto i) {
                    const V hw = h[i] * w;
                    x[i] -= h[i] * wv;
                    upto(i, UNSPIRAL_EACH(auto j) { s[tri(i, j)] += hw * h[j]; });
                });
            }
        }
        V sh[most_n], hb[most_n];
        each<N>(n, UNSPIRAL_EACH(auto i) { sh[i] = dot<W, N>(n, UNSPIRAL_EACH(auto j) { return sb[tri(i, j)] * h[j]; }); });
        const V hsh = dot<W, N>(n, UNSPIRAL_EACH(auto i) { return sh[i] * h[i]; });
        const V hx = dot<W, N>(n, UNSPIRAL_EACH(auto i) { return h[i] * xb[i]; });
        const V vb = w * (hx - counts * v);
        const V wb = v * hx - hsh - 0.5 * counts * v * v;
        const V spread_bar = -w * (w * wb + 0.5 * counts * weight);
        const V w2 = 2.0 * w;
        if constexpr (UNIT) {
            each<N>(n, UNSPIRAL_EACH(auto i) { hb[i] = wv * xb[i] - w2 * sh[i]; });
            hb[item] += spread_bar;
            if constexpr (T > 0) hb[P + item] += spread_bar;
            xb[item] -= vb;
            if constexpr (T > 0) xb[P + item] -= vb;
            // sb += (hb l' + l hb') / 2 with l = 1 at the item (and its trait).
            each<N>(n, UNSPIRAL_EACH(auto i) {
                sb[tri(i, item)] += decltype(i)::value == decltype(item)::value ? hb[i] : 0.5 * hb[i];
                if constexpr (T > 0) sb[tri(i, P + item)] += decltype(i)::value == P + decltype(item)::value ? hb[i] : 0.5 * hb[i];
            });
        } else {
            const V* l = loading + item * n;
            V* lb = loading_bar + item * n;
            each<N>(n, UNSPIRAL_EACH(auto i) { hb[i] = wv * xb[i] - w2 * sh[i] + spread_bar * l[i]; });
            if (at.want_loading)
                each<N>(n, UNSPIRAL_EACH(auto i) {
                    lb[i] += spread_bar * h[i] - vb * x[i] + dot<W, N>(n, UNSPIRAL_EACH(auto j) { return s[tri(i, j)] * hb[j]; });
                });
            each<N>(n, UNSPIRAL_EACH(auto i) {
                xb[i] -= vb * l[i];
                upto(i, UNSPIRAL_EACH(auto j) { sb[tri(i, j)] += 0.5 * (hb[i] * l[j] + l[i] * hb[j]); });
            });
        }
        error_bar[item] += spread_bar;
        level_bar = -vb;
        if (block.value_bar) tell(step, item, vb, spread_bar);
    }

    // What one answer, and its error variance, would change.
    __attribute__((noinline)) void tell(int step, int item, V value, V variance) const {
        const long cell = (long)step * m + item;
        for (int l = 0; l < W; ++l) block.value_bar[l][cell] = lane<W>(value, l), block.variance_bar[l][cell] = lane<W>(variance, l);
    }

    // Moving states that begin anew at 0, certain and free of everything else: before the step, and on the way back through it.
    void begin_anew(int step, V* x, V* s) const {
        for (int i = 0; i < p; ++i) {
            const V keep = all<W>(1.0) - reset(step, i);
            x[i] *= keep;
            for (int j = 0; j < n; ++j) s[tri(i, j)] *= keep;
        }
    }

    // Through the step that led here: x, s are the filtered state before it.
    UNSPIRAL_INLINE void predict_back(const V* f, const V* x, const V* s, V* xb, V* sb, V* row_bar) const {
        V u[most_p * most_p], moved[most_p];
        each<P>(p, UNSPIRAL_EACH(auto i) {
            each<P>(p, UNSPIRAL_EACH(auto j) {
                u[i * p + j] = dot<W, P>(p, UNSPIRAL_EACH(auto k) { return sb[tri(i, k)] * f[k * p + j]; });
            });
            upto(i, UNSPIRAL_EACH(auto j) { row_bar[pp + tri(i, j)] = sb[tri(i, j)]; });
        });
        each<P>(p, UNSPIRAL_EACH(auto i) {
            each<P>(p, UNSPIRAL_EACH(auto j) {
                V total = dot<W, P>(p, UNSPIRAL_EACH(auto k) { return u[i * p + k] * s[tri(k, j)]; });
                each<T>(t, UNSPIRAL_EACH(auto c) { total += sb[tri(p + c, i)] * s[tri(p + c, j)]; });
                row_bar[i * p + j] = xb[i] * x[j] + 2.0 * total;
            });
        });
        each<P>(p, UNSPIRAL_EACH(auto i) {
            moved[i] = dot<W, P>(p, UNSPIRAL_EACH(auto k) { return f[k * p + i] * xb[k]; });
            upto(i, UNSPIRAL_EACH(auto j) {
                sb[tri(i, j)] = dot<W, P>(p, UNSPIRAL_EACH(auto k) { return f[k * p + i] * u[k * p + j]; });
            });
        });
        each<T>(t, UNSPIRAL_EACH(auto c) {
            V column[most_p];
            each<P>(p, UNSPIRAL_EACH(auto i) {
                column[i] = dot<W, P>(p, UNSPIRAL_EACH(auto k) { return f[k * p + i] * sb[tri(p + c, k)]; });
            });
            each<P>(p, UNSPIRAL_EACH(auto i) { sb[tri(p + c, i)] = column[i]; });
        });
        each<P>(p, UNSPIRAL_EACH(auto i) { xb[i] = moved[i]; });
    }

    // -------------------------------------------------------------------------------------- a whole block

    // Adds an entry of the derivative to each lane's model.
    inline void give(int which, V bar) const {
        if (block.one_model)
            block.gradient[0][which] += sum<W>(bar);
        else
            for (int l = 0; l < W; ++l) block.gradient[l][which] += lane<W>(bar, l);
    }
    inline void give_symmetric(int first, int size, int i, int j, V bar) const {
        give(first + i * size + j, bar);
        if (i != j) give(first + j * size + i, bar);
    }

    template <class F> UNSPIRAL_INLINE void items(F&& f) const { each<M>(m, f); }
    template <class F> UNSPIRAL_INLINE void items_back(F&& f) const {
        if constexpr (UNIT)
            each<M>(m, UNSPIRAL_EACH(auto i) { f(Index<P - 1 - decltype(i)::value>{}); });
        else
            for (int i = m - 1; i >= 0; --i) f(i);
    }

    // What is summed over the steps, lane by lane, and given to the models at the end.
    struct Sums {
        V *loading, *error, *level, *intercept, *press, *impulse, *shift;
    };

    void run(V* room) const {
        const V scale = load<W>(block.scale), weight = load<W>(block.weight);
        auto take = [&room](int count) { return (room += count) - count; };
        const Own own{take(m * n), take(m), take(m), take(p * at.impulses), take(p * at.regressors)};
        V* first = room;
        const Sums sums{take(m * n), take(m), take(m), take(p), take(p * at.presses), take(p * at.impulses), take(p * at.regressors)};
        for (V* v = first; v != room; ++v) *v = V{};
        if constexpr (!UNIT)
            for (int i = 0; i < m * n; ++i) own.loading[i] = entry(at.loading + i);
        for (int i = 0; i < m; ++i) own.error[i] = entry(at.error + i * m + i), own.level[i] = entry(at.level + i);
        for (int i = 0; i < p * at.impulses; ++i) own.impulse[i] = entry(at.impulse + i);
        for (int i = 0; i < p * at.regressors; ++i) own.shift[i] = entry(at.shift + i);
        forward(own, scale, weight);
        backward(own, sums, scale, weight);
        if (!UNIT && at.want_loading)
            for (int i = 0; i < m * n; ++i) give(at.loading + i, sums.loading[i]);
        for (int i = 0; i < m; ++i) give(at.error + i * m + i, sums.error[i]);
        if (at.waves == 1)
            for (int i = 0; i < m; ++i) give(at.level + i, sums.level[i]);
        for (int i = 0; i < p; ++i) give(at.intercept + i, sums.intercept[i]);
        for (int i = 0; i < p * at.presses; ++i) give(at.press + i, sums.press[i]);
        for (int i = 0; i < p * at.impulses; ++i) give(at.impulse + i, sums.impulse[i]);
        for (int i = 0; i < p * at.regressors; ++i) give(at.shift + i, sums.shift[i]);
    }

    void forward(const Own& own, V scale, V weight) const {
        V x[most_n], s[most_nn], quadratic = V{}, product = all<W>(1.0), bad = V{}, logs = V{}, cells = V{};
        Bits<W> exponent = Bits<W>{};
        each<N>(n, UNSPIRAL_EACH(auto i) { x[i] = int(i) < p ? entry(at.t0_mean + (int(i) < p ? int(i) : 0)) * scale : V{}; });
        each<N>(n, UNSPIRAL_EACH(auto i) { upto(i, UNSPIRAL_EACH(auto j) { s[tri(i, j)] = entry(at.t0_cov + i * n + j); }); });
        for (int step = 0; step < block.steps; ++step) {
            if (step) {
                int row[W];
                V fq[most_row];
                rows_of(step, row);
                transition(row, fq);
                if (!UNIT && at.resets) begin_anew(step, x, s);
                predict(fq, x, s);
                each<PP>(pp, UNSPIRAL_EACH(auto e) { store<W>(left(step, n + nn + e), fq[e]); });
                if (at.held) push_held(step, row, scale, x);
            }
            for (int k = 0; k < at.impulses; ++k) {
                const V u = impulse(step, k);
                each<P>(p, UNSPIRAL_EACH(auto i) { x[i] += own.impulse[i * at.impulses + k] * u; });
            }
            if (at.regressors) shifted(step, 1.0, own, x);
            items(UNSPIRAL_EACH(auto i) {
                update(step, i, own, scale, x, s, quadratic, product, bad);
                cells += importance(step) * answered(step, i);
                if ((int(i) & 3) == 3) normalise<W>(product, exponent);
            });
            normalise<W>(product, exponent);
            if (!at.plain) {
                const V counts = importance(step);
                for (int l = 0; l < W; ++l) add<W>(logs, l, lane<W>(counts, l) * log_of(product, exponent, l));
                product = all<W>(1.0), exponent = Bits<W>{};
            }
            if (at.regressors) shifted(step, -1.0, own, x);
            each<N>(n, UNSPIRAL_EACH(auto i) { store<W>(left(step, i), x[i]); });
            each<NN>(nn, UNSPIRAL_EACH(auto e) { store<W>(left(step, n + e), s[e]); });
        }
        for (int l = 0; l < W; ++l) {
            const double log_det = lane<W>(logs, l) + log_of(product, exponent, l) + LOG_2PI * lane<W>(cells, l);
            const double value = -0.5 * (lane<W>(quadratic, l) + lane<W>(weight, l) * log_det);
            block.loglik[l] = lane<W>(bad, l) == 0.0 ? value : NAN;
        }
    }

    static inline double log_of(V product, Bits<W> exponent, int l) {
        const double whole = lane_bits(exponent, l) * 0.69314718055994530942;
        return ::log(lane<W>(product, l)) + whole;
    }
    static inline double lane_bits(Bits<W> bits, int l) {
        if constexpr (W == 1)
            return (double)bits;
        else
            return (double)bits[l];
    }

    void push_held(int step, const int* row, V scale, V* x) const {
        V push[most_p], g[most_p * most_p];
        held_push(step, scale, push);
        held(row, g);
        each<P>(p, UNSPIRAL_EACH(auto i) {
            V moved = V{};
            each<P>(p, UNSPIRAL_EACH(auto j) { moved += g[i * p + j] * push[j]; });
            x[i] += moved;
        });
    }

    void push_held_back(int step, const int* row, V scale, const V* xb, const Sums& sums) const {
        V push[most_p], g[most_p * most_p], gb[most_p * most_p];
        held_push(step, scale, push);
        held(row, g);
        each<P>(p, UNSPIRAL_EACH(auto j) {
            V pushed = V{};
            each<P>(p, UNSPIRAL_EACH(auto i) {
                pushed += g[i * p + j] * xb[i];
                gb[i * p + j] = xb[i] * push[j];
            });
            sums.intercept[j] += pushed * scale;
            for (int k = 0; k < at.presses; ++k) sums.press[j * at.presses + k] += pushed * press(step, k);
        });
        add_rows<W, PP>(table_bar + pp + qq, row, at.row, pp, gb);
    }

    UNSPIRAL_INLINE void shift_back(int step, double sign, const V* xb, const Sums& sums) const {
        for (int k = 0; k < at.regressors; ++k) {
            const V z = sign * regressor(step, k);
            each<P>(p, UNSPIRAL_EACH(auto i) { sums.shift[i * at.regressors + k] += xb[i] * z; });
        }
    }

    void backward(const Own& own, const Sums& sums, V scale, V weight) const {
        V xb[most_n], sb[most_nn], row_bar[most_row];
        each<N>(n, UNSPIRAL_EACH(auto i) { xb[i] = V{}; });
        each<NN>(nn, UNSPIRAL_EACH(auto e) { sb[e] = V{}; });
        for (int step = block.steps - 1; step >= 0; --step) {
            V x[most_n], s[most_nn];
            if (!UNIT && at.want_loading) {
                each<N>(n, UNSPIRAL_EACH(auto i) { x[i] = load<W>(left(step, i)); });
                each<NN>(nn, UNSPIRAL_EACH(auto e) { s[e] = load<W>(left(step, n + e)); });
                if (at.regressors && !at.keep) shifted(step, 1.0, own, x);
            }
            if (at.regressors) shift_back(step, -1.0, xb, sums);
            items_back(UNSPIRAL_EACH(auto i) {
                V level_bar;
                update_back(step, i, own.loading, weight, x, s, xb, sb, sums.loading, sums.error, level_bar);
                if (at.waves == 1)
                    sums.level[i] += level_bar * scale;
                else
                    give_level(step, i, level_bar * scale);
            });
            if (at.regressors) shift_back(step, 1.0, xb, sums);
            for (int k = 0; k < at.impulses; ++k) {
                const V u = impulse(step, k);
                each<P>(p, UNSPIRAL_EACH(auto i) { sums.impulse[i * at.impulses + k] += xb[i] * u; });
            }
            if (!step) break;
            int row[W];
            V f[most_p * most_p];
            rows_of(step, row);
            if (at.held) push_held_back(step, row, scale, xb, sums);
            each<PP>(pp, UNSPIRAL_EACH(auto e) { f[e] = load<W>(left(step, n + nn + e)); });
            each<N>(n, UNSPIRAL_EACH(auto i) { x[i] = load<W>(left(step - 1, i)); });
            each<NN>(nn, UNSPIRAL_EACH(auto e) { s[e] = load<W>(left(step - 1, n + e)); });
            if (!UNIT && at.resets) begin_anew(step, x, s);
            predict_back(f, x, s, xb, sb, row_bar);
            if (!UNIT && at.resets) begin_anew(step, xb, sb);
            add_rows<W, fixed ? PP + QQ : -1>(table_bar, row, at.row, pp + qq, row_bar);
        }
        for (int i = 0; i < p; ++i) give(at.t0_mean + i, xb[i] * scale);
        for (int i = 0; i < n; ++i)
            for (int j = 0; j <= i; ++j) give_symmetric(at.t0_cov, n, i, j, sb[tri(i, j)]);
    }

    // Waves have means of their own: each lane may be at another one.
    void give_level(int step, int item, V bar) const {
        for (int l = 0; l < W; ++l) block.gradient[block.one_model ? 0 : l][at.level + block.wave[step * W + l] * m + item] += lane<W>(bar, l);
    }
};

template <int W, int P, int T, bool UNIT>
void filter(const Layout& at, const Block& block, const double* table, double* table_bar, double* tape) {
    // Behind the tape: room for what belongs to items, inputs and regressors.
    const Filter<W, P, T, UNIT> run(at, block, table, table_bar, tape);
    run.run(reinterpret_cast<Real<W>*>(tape + (long)block.steps * unspiral::tape_numbers(at) * W));
}

}  // namespace UNSPIRAL_ISA
