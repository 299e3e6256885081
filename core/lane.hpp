// One SIMD register holds one number of W persons. Loops over small matrices are unrolled at compile time, so that the
// numbers of a step stay in registers. Everything here is inline and free of the standard library: the same header is
// compiled for several instruction sets, and a shared out-of-line function could be linked from the wrong one.
#pragma once

#include <string.h>

#include "layout.hpp"

#define UNSPIRAL_INLINE inline __attribute__((always_inline))
#define UNSPIRAL_EACH(...) [&](__VA_ARGS__) __attribute__((always_inline))

namespace UNSPIRAL_ISA {

template <int W> struct Lane {
    typedef double Real __attribute__((vector_size(W * 8)));
    typedef long long Bits __attribute__((vector_size(W * 8)));
};
template <> struct Lane<1> {
    typedef double Real;
    typedef long long Bits;
};
template <int W> using Real = typename Lane<W>::Real;
template <int W> using Bits = typename Lane<W>::Bits;

// ---------------------------------------------------------------------------------------------- one register

template <int W> UNSPIRAL_INLINE Real<W> load(const double* from) {
    Real<W> v;
    memcpy(&v, from, sizeof v);
    return v;
}

template <int W> UNSPIRAL_INLINE void store(double* to, Real<W> v) { memcpy(to, &v, sizeof v); }

template <int W> UNSPIRAL_INLINE Real<W> all(double x) {
    if constexpr (W == 1)
        return x;
    else
        return Real<W>{} + x;
}

template <int W> UNSPIRAL_INLINE double lane(Real<W> v, int l) {
    if constexpr (W == 1)
        return v;
    else
        return v[l];
}

template <int W> UNSPIRAL_INLINE void put(Real<W>& v, int l, double x) {
    if constexpr (W == 1)
        v = x;
    else
        v[l] = x;
}

template <int W> UNSPIRAL_INLINE void add(Real<W>& v, int l, double x) {
    if constexpr (W == 1)
        v += x;
    else
        v[l] += x;
}

template <int W> UNSPIRAL_INLINE double sum(Real<W> v) {
    double total = 0.0;
    for (int l = 0; l < W; ++l) total += lane<W>(v, l);
    return total;
}

// Splits positive numbers into mantissa in [1, 2) and exponent, so that a long product never runs out of range.
template <int W> UNSPIRAL_INLINE void normalise(Real<W>& product, Bits<W>& exponent) {
    Bits<W> bits;
    memcpy(&bits, &product, sizeof bits);
    exponent += ((bits >> 52) & 0x7ff) - 1023;
    bits = (bits & 0x000fffffffffffffLL) | 0x3ff0000000000000LL;
    memcpy(&product, &bits, sizeof bits);
}

// ---------------------------------------------------------------------------------------------- unrolled loops

template <int... I> struct Sequence {};
template <int N, int... I> struct MakeSequence : MakeSequence<N - 1, N - 1, I...> {};
template <int... I> struct MakeSequence<0, I...> {
    typedef Sequence<I...> type;
};
template <int I> struct Index {
    static constexpr int value = I;
    UNSPIRAL_INLINE constexpr operator int() const { return I; }
};

template <class F, int... I> UNSPIRAL_INLINE void unrolled(F&& f, Sequence<I...>) { (f(Index<I>{}), ...); }

// f(0) ... f(n - 1); unrolled where N >= 0 is known at compile time, a loop over n where N is -1.
template <int N, class F> UNSPIRAL_INLINE void each(int n, F&& f) {
    if constexpr (N >= 0)
        unrolled(f, typename MakeSequence<N>::type{});
    else
        for (int i = 0; i < n; ++i) f(i);
}

// f(0) ... f(i)
template <class F> UNSPIRAL_INLINE void upto(int i, F&& f) {
    for (int j = 0; j <= i; ++j) f(j);
}
template <int I, class F> UNSPIRAL_INLINE void upto(Index<I>, F&& f) { unrolled(f, typename MakeSequence<I + 1>::type{}); }

// Sum of f(0) ... f(n - 1). One lane alone waits for each addition, so it adds in two strands; many lanes have other work meanwhile.
template <int W, int N, class F> UNSPIRAL_INLINE Real<W> dot(int n, F&& f) {
    if constexpr (W == 1 && N > 2) {
        Real<W> even = f(Index<0>{}), odd = f(Index<1>{});
        each<N>(n, UNSPIRAL_EACH(auto i) {
            if constexpr (decltype(i)::value > 1) {
                if constexpr (decltype(i)::value % 2)
                    odd += f(i);
                else
                    even += f(i);
            }
        });
        return even + odd;
    } else {
        Real<W> total = Real<W>{};
        each<N>(n, UNSPIRAL_EACH(auto i) { total += f(i); });
        return total;
    }
}

// Place of (i, j) in a packed symmetric matrix, lower triangle row by row.
UNSPIRAL_INLINE constexpr int tri(int i, int j) { return i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i; }

// ---------------------------------------------------------------------------------------------- rows of a table <-> lanes

#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define UNSPIRAL_SHUFFLE 1
#endif
#endif

#ifdef UNSPIRAL_SHUFFLE
template <int W, int S, int... L> UNSPIRAL_INLINE Real<W> low(Real<W> a, Real<W> b, Sequence<L...>) {
    return __builtin_shufflevector(a, b, ((L & S) == 0 ? L : W + L - S)...);
}
template <int W, int S, int... L> UNSPIRAL_INLINE Real<W> high(Real<W> a, Real<W> b, Sequence<L...>) {
    return __builtin_shufflevector(a, b, ((L & S) == 0 ? L + S : W + L)...);
}
template <int W, int S> UNSPIRAL_INLINE void transpose_stage(Real<W>* rows) {
    typedef typename MakeSequence<W>::type Lanes;
    unrolled(
        UNSPIRAL_EACH(auto i) {
            if constexpr ((decltype(i)::value & S) == 0) {
                const Real<W> a = rows[i], b = rows[i + S];
                rows[i] = low<W, S>(a, b, Lanes{});
                rows[i + S] = high<W, S>(a, b, Lanes{});
            }
        },
        Lanes{});
    if constexpr (S > 1) transpose_stage<W, S / 2>(rows);
}
template <int W> UNSPIRAL_INLINE void transpose(Real<W>* rows) {
    if constexpr (W > 1) transpose_stage<W, W / 2>(rows);
}
#else
template <int W> UNSPIRAL_INLINE void transpose(Real<W>* rows) {
    for (int i = 0; i < W; ++i)
        for (int j = 0; j < i; ++j) {
            const double kept = lane<W>(rows[i], j);
            put<W>(rows[i], j, lane<W>(rows[j], i));
            put<W>(rows[j], i, kept);
        }
}
#endif

// Rows of a table are padded to a multiple of 8 numbers, so that a whole register can be read at any of them.
template <int W, int E> UNSPIRAL_INLINE void gather_rows(const double* table, const int* row, int stride, int entries, Real<W>* out) {
    if constexpr (W == 1) {
        const double* from = table + (long)row[0] * stride;
        each<E>(entries, UNSPIRAL_EACH(auto e) { out[e] = from[e]; });
    } else {
        Real<W> tile[W];
        const int size = E >= 0 ? E : entries;
        for (int first = 0; first < size; first += W) {
            each<W>(W, UNSPIRAL_EACH(auto l) { tile[l] = load<W>(table + (long)row[l] * stride + first); });
            transpose<W>(tile);
            each<W>(W, UNSPIRAL_EACH(auto l) {
                if (first + l < size) out[first + l] = tile[l];
            });
        }
    }
}

template <int W> UNSPIRAL_INLINE bool one_row(const int* row) {
    bool same = true;
    for (int l = 1; l < W; ++l) same &= row[l] == row[0];
    return same;
}

// Writes lanes as neighbouring rows.
template <int W, int E> UNSPIRAL_INLINE void set_rows(double* table, int lanes, int stride, int entries, const Real<W>* in) {
    const int size = E >= 0 ? E : entries;
    for (int first = 0; first < size; first += W) {
        Real<W> tile[W];
        each<W>(W, UNSPIRAL_EACH(auto l) { tile[l] = first + l < size ? in[first + l] : Real<W>{}; });
        transpose<W>(tile);
        const int rest = size - first < W ? size - first : W;
        for (int l = 0; l < lanes; ++l) memcpy(table + (long)l * stride + first, &tile[l], sizeof(double) * rest);
    }
}

template <int W, int E> UNSPIRAL_INLINE void add_rows(double* table, const int* row, int stride, int entries, const Real<W>* in) {
    if constexpr (W == 1) {
        double* to = table + (long)row[0] * stride;
        each<E>(entries, UNSPIRAL_EACH(auto e) { to[e] += in[e]; });
    } else {
        const bool same = one_row<W>(row);
        const int size = E >= 0 ? E : entries;
        for (int first = 0; first < size; first += W) {
            Real<W> tile[W];
            each<W>(W, UNSPIRAL_EACH(auto l) { tile[l] = first + l < size ? in[first + l] : Real<W>{}; });
            transpose<W>(tile);
            if (same) {
                Real<W> total = tile[0];
                for (int l = 1; l < W; ++l) total += tile[l];
                double* to = table + (long)row[0] * stride + first;
                store<W>(to, load<W>(to) + total);
            } else {
                each<W>(W, UNSPIRAL_EACH(auto l) {
                    double* to = table + (long)row[l] * stride + first;
                    store<W>(to, load<W>(to) + tile[l]);
                });
            }
        }
    }
}

}  // namespace UNSPIRAL_ISA
