// How many multiply-adds this machine does in a second, when nothing else holds it up: twelve independent chains in registers.
// Prints GFLOP/s for the number of threads given.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#if defined(__AVX512F__)
constexpr int W = 8;
#elif defined(__AVX__)
constexpr int W = 4;
#else
constexpr int W = 2;
#endif
typedef double V __attribute__((vector_size(W * sizeof(double))));

static double work(long rounds) {
    const V zero = {};
    const V b = zero + (1.0 - 1e-9), c = zero + 1e-9;
    // named one by one: an array would live in memory, and memory would be what is measured
    V a0 = zero + 1.12, a1 = zero + 1.01, a2 = zero + 1.02, a3 = zero + 1.03, a4 = zero + 1.04, a5 = zero + 1.05;
    V a6 = zero + 1.06, a7 = zero + 1.07, a8 = zero + 1.08, a9 = zero + 1.09, a10 = zero + 1.10, a11 = zero + 1.11;
    for (long r = 0; r < rounds; ++r) {
        a0 = a0 * b + c, a1 = a1 * b + c, a2 = a2 * b + c, a3 = a3 * b + c, a4 = a4 * b + c, a5 = a5 * b + c;
        a6 = a6 * b + c, a7 = a7 * b + c, a8 = a8 * b + c, a9 = a9 * b + c, a10 = a10 * b + c, a11 = a11 * b + c;
    }
    const V sum = a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11;
    return sum[0];
}

int main(int count, char** given) {
    const int threads = count > 1 ? std::atoi(given[1]) : 1;
    const long rounds = 20'000'000;
    double best = 0;
    std::vector<double> out(threads);
    for (int again = 0; again < 5; ++again) {
        const auto began = std::chrono::steady_clock::now();
        std::vector<std::thread> all;
        for (int t = 0; t < threads; ++t) all.emplace_back([&, t] { out[t] = work(rounds); });
        for (auto& one : all) one.join();
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
        const double rate = 2.0 * 12 * W * rounds * threads / seconds / 1e9;
        if (rate > best) best = rate;
    }
    for (double x : out)
        if (x == 12345.0) std::puts("");
    std::printf("%.2f\n", best);
}
