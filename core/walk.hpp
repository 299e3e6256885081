// Between the town as it was handed over (population.hpp) and those who walk through its lives (walker.hpp, one for each instruction set).
#pragma once

#include <atomic>

#include "population.hpp"

namespace unspiral {

constexpr int EIGHT = 8, GUIDE_BITS = 10;
constexpr uint32_t MOST_HAPPENINGS = 1u << 15;  // in a life; more is a declaration gone wrong, and counts could outgrow 32 bits
constexpr double MOST_AMOUNT = 0x1p28;          // of an outcome in a life, so that squares of many persons fit into 128 bits
constexpr uint64_t PART = 1 << 16;              // persons that are counted before counts of 32 bits are added to those of 64

struct alignas(64) Row {
    double x[EIGHT];
};

// Rows that follow each other, as plain numbers.
inline const double* numbers(const std::vector<Row>& rows, size_t first) { return reinterpret_cast<const double*>(rows.data() + first); }

// A town laid out for walking: one row of numbers for all clocks wherever a person can be, filled up with zeros to whole registers.
struct Ready {
    explicit Ready(const Town& town);

    const Town& town;
    int clocks;    // filled up: 16, 32 or 48
    int outcomes;  // filled up to a multiple of 8
    uint64_t all_arms;
    bool since, per_event;
    std::vector<Row> rate;            // [arm][period][state][clock]
    std::vector<Row> aged;            // [arm][period][band][sex][clock]
    std::vector<Row> effect;          // [class][clock]
    std::vector<Row> day, event;      // [state][outcome], [clock][outcome]
    std::vector<int32_t> target;      // [state][clock]
    std::vector<int8_t> course;       // [state][clock]
    std::vector<uint64_t> running;    // [state] which clocks lead out of it
    std::vector<uint64_t> differs;    // [period][band][sex][state] arms in which something that can happen here is faster or slower than in the first
    std::vector<int32_t> cell_guide, class_guide;  // where to begin looking, by the first bits of the dice

  private:
    void compare();
};

struct Sum {
    __int128 amount, apart;
    unsigned __int128 square, apart_square;
};

// What one worker counts, before it is added up. The last "arm" holds what happened alike in all of them.
struct Room {
    uint32_t* counts;  // [arm, all][week + 2][state, clock]: comings less goings by the beginning of a week, modulo 2^32; rings in the week before
    Sum* sums;         // [arm][outcome]
    void* told;        // where events go, if anybody listens
    void (*tell)(void* told, const Event&);
    const std::atomic<bool>* stop;
};

enum class Trouble { none, restless, vast };

// What multiplies each clock of a person whose effects are normal.
void normal_effects(const Town& town, uint64_t seed, uint64_t person, double* own);

struct Walker {
    const char* name;
    Trouble (*walk)(const Ready&, uint64_t seed, uint64_t first, uint64_t count, const Room&);
};

}  // namespace unspiral
