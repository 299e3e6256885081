// Philox 4x32-10 and the logarithm of exactly.hpp for W numbers at once: the same operations in the same order, so the same bits.
#pragma once

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

#include "lane.hpp"

namespace UNSPIRAL_ISA {

typedef unsigned long long Word;
template <int W> struct Words {
    typedef Word Many __attribute__((vector_size(W * 8)));
};
template <int W> using Many = typename Words<W>::Many;

template <int W, class To, class From> UNSPIRAL_INLINE To same_bits(From from) {
    To to;
    static_assert(sizeof to == sizeof from);
    memcpy(&to, &from, sizeof to);
    return to;
}

// Products of the lower halves.
template <int W> UNSPIRAL_INLINE Many<W> halves(Many<W> a, Many<W> b) {
#if defined(__AVX512F__)
    if constexpr (W == 8) return same_bits<W, Many<W>>(_mm512_mul_epu32(same_bits<W, __m512i>(a), same_bits<W, __m512i>(b)));
#endif
#if defined(__AVX2__)
    if constexpr (W == 4) return same_bits<W, Many<W>>(_mm256_mul_epu32(same_bits<W, __m256i>(a), same_bits<W, __m256i>(b)));
#endif
#if defined(__SSE2__)
    if constexpr (W == 2) return same_bits<W, Many<W>>(_mm_mul_epu32(same_bits<W, __m128i>(a), same_bits<W, __m128i>(b)));
#endif
    return (a & 0xFFFFFFFFull) * (b & 0xFFFFFFFFull);
}

// Counters in, random numbers out, each in the lower half of its word; what is in the upper halves does not matter. N registers take
// turns, so that none waits for its own last step.
template <int W, int N> UNSPIRAL_INLINE void philox(Many<W> (*c)[4], Word seed) {
    const Many<W> first = Many<W>{} + 0xD2511F53ull, second = Many<W>{} + 0xCD9E8D57ull;
    Word key[2] = {seed & 0xFFFFFFFFull, seed >> 32};
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round) {
        const Many<W> low = Many<W>{} + key[0], high = Many<W>{} + key[1];
        for (int n = 0; n < N; ++n) {
            const Many<W> a = halves<W>(first, c[n][0]), b = halves<W>(second, c[n][2]);
            c[n][0] = (b >> 32) ^ c[n][1] ^ low;
            c[n][1] = b;
            c[n][2] = (a >> 32) ^ c[n][3] ^ high;
            c[n][3] = a;
        }
        key[0] += 0x9E3779B9ull, key[1] += 0xBB67AE85ull;
    }
}

// exact_log of exactly.hpp, in place.
template <int W, int N> UNSPIRAL_INLINE void log_of(Real<W>* x) {
    constexpr double TERMS[] = {1.0 / 21.0, 1.0 / 19.0, 1.0 / 17.0, 1.0 / 15.0, 1.0 / 13.0, 1.0 / 11.0, 1.0 / 9.0, 1.0 / 7.0, 1.0 / 5.0, 1.0 / 3.0};
    Real<W> exponent[N], s[N], z[N], series[N];
    for (int n = 0; n < N; ++n) {
        const Many<W> bits = same_bits<W, Many<W>>(x[n]);
        exponent[n] = same_bits<W, Real<W>>((bits >> 52) | 0x4330000000000000ull) - all<W>(4503599627370496.0 + 1023.0);
        Real<W> m = same_bits<W, Real<W>>((bits & 0xFFFFFFFFFFFFFull) | 0x3FF0000000000000ull);
        const auto upper = m > all<W>(1.4142135623730951);
        m = upper ? m * 0.5 : m;
        exponent[n] = upper ? exponent[n] + 1.0 : exponent[n];
        s[n] = (m - 1.0) / (m + 1.0), z[n] = s[n] * s[n];
        series[n] = all<W>(1.0 / 23.0);
    }
#pragma GCC unroll 10
    for (int t = 0; t < 10; ++t)
        for (int n = 0; n < N; ++n) series[n] = series[n] * z[n] + TERMS[t];
    for (int n = 0; n < N; ++n) {
        series[n] = series[n] * z[n];
        const Real<W> tail = 2.0 * s[n] * series[n];
        x[n] = exponent[n] * 0.6931471805599453 + (2.0 * s[n] + tail);
    }
}

// Times that clocks of rate one take to ring, from two random numbers of 32 bits each.
template <int W, int N> UNSPIRAL_INLINE void waiting(const Many<W>* low, const Many<W>* high, Real<W>* to) {
    for (int n = 0; n < N; ++n) {
        const Many<W> bits = ((high[n] << 32) | (low[n] & 0xFFFFFFFFull)) >> 11;
        const Real<W> upper = same_bits<W, Real<W>>((bits >> 32) | 0x4530000000000000ull) - 0x1p84;
        const Real<W> lower = same_bits<W, Real<W>>((bits & 0xFFFFFFFFull) | 0x4330000000000000ull) - 0x1p52;
        to[n] = ((upper + lower) + 0.5) * 0x1p-53;
    }
    log_of<W, N>(to);
    for (int n = 0; n < N; ++n) to[n] = -to[n];
}

// The smallest of N registers.
template <int W, int N> UNSPIRAL_INLINE double least(const Real<W>* from) {
    Real<W> m = from[0];
    for (int i = 1; i < N; ++i) m = from[i] < m ? from[i] : m;
#if defined(__AVX512F__)
    if constexpr (W == 8) return _mm512_reduce_min_pd(same_bits<W, __m512d>(m));
#endif
    double found = m[0];
    for (int l = 1; l < W; ++l) found = m[l] < found ? m[l] : found;
    return found;
}

// Place of the first number that equals one of N registers' numbers.
template <int W, int N> UNSPIRAL_INLINE int place(const Real<W>* from, double value) {
    Word found = 0;
    for (int i = 0; i < N; ++i) {
#if defined(__AVX512F__)
        if constexpr (W == 8) {
            found |= (Word)_mm512_cmp_pd_mask(same_bits<W, __m512d>(from[i]), _mm512_set1_pd(value), _CMP_EQ_OQ) << (W * i);
            continue;
        }
#endif
#if defined(__AVX2__)
        if constexpr (W == 4) {
            found |= (Word)_mm256_movemask_pd(_mm256_cmp_pd(same_bits<W, __m256d>(from[i]), _mm256_set1_pd(value), _CMP_EQ_OQ)) << (W * i);
            continue;
        }
#endif
#if defined(__SSE2__)
        if constexpr (W == 2) {
            found |= (Word)_mm_movemask_pd(_mm_cmpeq_pd(same_bits<W, __m128d>(from[i]), _mm_set1_pd(value))) << (W * i);
            continue;
        }
#endif
        for (int l = 0; l < W; ++l) found |= (Word)(from[i][l] == value) << (W * i + l);
    }
    return __builtin_ctzll(found);
}

}  // namespace UNSPIRAL_ISA
