// Logarithm, exponential, sine and cosine from + - * / and sqrt alone, which IEEE 754 rounds alike everywhere: the same bits on every
// machine and in the plain Python twin (unspiral.act.population.exactly). Must be compiled without contraction to fused steps.
#pragma once

#include <bit>
#include <cstdint>

namespace unspiral {

// Of a normal positive number. log x = e log 2 + 2 artanh(s), s = (m - 1) / (m + 1), by its series; off by less than 2 units in the last place.
inline double exact_log(double x) {
    const uint64_t bits = std::bit_cast<uint64_t>(x);
    int exponent = (int)(bits >> 52) - 1023;
    double m = std::bit_cast<double>((bits & 0xFFFFFFFFFFFFFull) | 0x3FF0000000000000ull);
    if (m > 1.4142135623730951) m *= 0.5, ++exponent;
    const double s = (m - 1.0) / (m + 1.0), z = s * s;
    double series = 1.0 / 23.0;
    series = series * z + 1.0 / 21.0;
    series = series * z + 1.0 / 19.0;
    series = series * z + 1.0 / 17.0;
    series = series * z + 1.0 / 15.0;
    series = series * z + 1.0 / 13.0;
    series = series * z + 1.0 / 11.0;
    series = series * z + 1.0 / 9.0;
    series = series * z + 1.0 / 7.0;
    series = series * z + 1.0 / 5.0;
    series = series * z + 1.0 / 3.0;
    series = series * z;
    const double tail = 2.0 * s * series;
    return (double)exponent * 0.6931471805599453 + (2.0 * s + tail);
}

// Of a number within +-700.
inline double exact_exp(double x) {
    const double turns = x * 1.4426950408889634;
    const int whole = (int)(turns < 0.0 ? turns - 0.5 : turns + 0.5);
    const double r = (x - (double)whole * 0.693147180369123816490) - (double)whole * 1.90821492927058770002e-10;
    double series = 1.0;
    for (int n = 14; n > 0; --n) series = 1.0 + series * r / (double)n;
    return series * std::bit_cast<double>((uint64_t)(whole + 1023) << 52);
}

// sin and cos of 2 pi u, u in [0, 1).
inline void exact_turn(double u, double& sine, double& cosine) {
    const double eighths = u * 8.0;
    const int quarter = ((int)eighths + 1) / 2;  // the nearest quarter turn, so that what is left lies within an eighth
    const double x = (u - 0.25 * (double)quarter) * 6.283185307179586, z = x * x;
    double s = 1.0, c = 1.0;
    for (int n = 9; n > 0; --n) s = 1.0 - s * z / (double)((2 * n) * (2 * n + 1)), c = 1.0 - c * z / (double)((2 * n - 1) * (2 * n));
    s *= x;
    switch (quarter & 3) {
        case 0: sine = s, cosine = c; break;
        case 1: sine = c, cosine = -s; break;
        case 2: sine = -s, cosine = -c; break;
        default: sine = -c, cosine = s;
    }
}

}  // namespace unspiral
