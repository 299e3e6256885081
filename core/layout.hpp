// Where things lie: the numbers of one model in one flat vector, the rows of the table of steps, a block of lanes.
// Plain structures only, shared by all instruction sets.
#pragma once

namespace unspiral {

constexpr int MOST_STATES = 20;  // processes, fading inputs and traits together; larger models take the NumPy path
constexpr int ORDER = 16;        // of the Taylor series: with ||A|| h <= STEP the first term left out is below 2e-16 of the first kept
constexpr double STEP = 0.5;

// A model is one flat vector: the fields of System in their order, matrices row by row.
struct Layout {
    int p, t, n, m;                         // moving states, traits, all states, indicators
    int waves, impulses, presses, regressors;
    int drift, intercept, diffusion, loading, level, error, t0_mean, t0_cov, impulse, press, shift, size;
    bool held;          // something pushes the drift: the step needs G
    bool unit;          // indicator i reads process i, and its trait, with loading 1, and nobody asks for loadings' derivatives
    bool want_loading;  // derivatives of loadings are asked for
    bool plain;         // every occasion counts once
    bool keep;          // tiny error variances: keep what the adjoint would otherwise undo
    bool varied;        // answers bring error variances of their own, added to the model's
    bool resets;        // some moving states are set to 0 before some steps
    int row;            // numbers in a row of the table of steps, padded to a multiple of 8
};

inline Layout layout_of(int p, int t, int m, int waves, int impulses, int presses, int regressors) {
    Layout at{};
    at.p = p, at.t = t, at.n = p + t, at.m = m;
    at.waves = waves, at.impulses = impulses, at.presses = presses, at.regressors = regressors;
    int next = 0;
    auto take = [&next](int count) { return (next += count) - count; };
    at.drift = take(p * p), at.intercept = take(p), at.diffusion = take(p * p), at.loading = take(m * at.n);
    at.level = take(waves * m), at.error = take(m * m), at.t0_mean = take(p), at.t0_cov = take(at.n * at.n);
    at.impulse = take(p * impulses), at.press = take(p * presses), at.shift = take(p * regressors);
    at.size = next;
    return at;
}

// Numbers a lane brings to one step: answers, which of them count, how much the step counts, inputs and regressors; then, where there
// are any, which moving states begin anew, and error variances of the answers' own.
inline int step_numbers(const Layout& at) {
    return 2 * at.m + 1 + at.impulses + at.presses + at.regressors + (at.resets ? at.p : 0) + (at.varied ? at.m : 0);
}

// Numbers that one step and all its items leave for the way back.
inline long tape_numbers(const Layout& at) {
    const int packed = at.n * (at.n + 1) / 2, kept = at.keep ? at.n + packed : 0;
    return at.n + packed + at.p * at.p + (long)at.m * (at.n + 2 + kept);
}

// Numbers behind the tape: entries of each lane's model that every step asks for, and what is summed over the steps.
inline long room_numbers(const Layout& at) {
    return 2L * at.m * at.n + 4L * at.m + (long)at.p * (1 + 2 * at.impulses + at.presses + 2 * at.regressors);
}

// W lanes that run together. Arrays end in the lane: [step][number][lane].
struct Block {
    int steps;
    const double* data;
    const int* step;            // [step][lane] which length led here
    const int* wave;            // [step][lane]
    const int* const* row;      // [lane] length -> row of the table of steps
    const double* const* model; // [lane] flat model
    double* const* gradient;    // [lane] flat derivative of its model
    const double* scale;        // [lane]
    const double* weight;       // [lane]
    double* loglik;             // [lane]
    bool one_model;
    double* const* value_bar;   // [lane] derivative for each of its answers, [step][item]; null where nobody asks
    double* const* variance_bar;
};

// One model's steps: coefficients of its series, and what comes back for them.
struct Series {
    double change[ORDER + 1][MOST_STATES * MOST_STATES];           // A^k / k!
    double noise[ORDER + 1][MOST_STATES * (MOST_STATES + 1) / 2];  // C_k / (k + 1)!, packed
};

struct Isa {
    const char* name;
    int width;
    int known;  // up to this many moving states, steps are compiled for their number and take no more room than that
    // Coefficients of a model's series; then F, Q (and G) of `count` lengths into rows of the table.
    void (*series)(const Layout&, const double* model, Series&);
    void (*steps)(const Layout&, const Series&, double size, const double* dt, int count, double* table);
    // The way back: derivatives of rows, summed over `tables` tables, to derivatives of coefficients, added to `bar`.
    void (*steps_back)(const Layout&, const Series&, double size, const double* dt, int count, const double* const* table_bar, int tables,
                       double* scratch, Series& bar);
    void (*series_back)(const Layout&, const double* model, const Series&, const Series& bar, double* gradient);
    // Filter and adjoint of a block of `width` lanes, or of one lane alone.
    void (*block)(const Layout&, const Block&, const double* table, double* table_bar, double* tape);
    void (*single)(const Layout&, const Block&, const double* table, double* table_bar, double* tape);
};

}  // namespace unspiral
