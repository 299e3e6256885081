// Persons whose episodes begin and end by chance, in exact continuous time (modified next-reaction method, Anderson 2007, doi 10.1063/1.2799998).
// Each kind of event of each person has a unit clock of its own, keyed by (seed, person, clock, how often it has rung): two policies that are
// simulated for the same person share their luck, and no order of persons can change an answer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace unspiral {

constexpr int MOST_CLOCKS = 48, MOST_COURSES = 8, MOST_FACTORS = 8, MOST_OUTCOMES = 16, MOST_ARMS = 63;

// One declaration, worked out: joint states, the jumps between them, and all that multiplies their rates. Times are days, rates per day.
struct Town {
    int states = 0, clocks = 0, courses = 0, arms = 1, periods = 1, bands = 1, outcomes = 0, weeks = 0;
    double days = 0.0;
    std::vector<int32_t> offset, clock, target, course;  // jumps of state s: offset[s] .. offset[s + 1]
    std::vector<double> rate;                            // [arm][period][jump]
    std::vector<double> period;                          // first day of each period; period[0] = 0
    std::vector<double> aged;                            // [arm][period][clock][band][sex]
    std::vector<double> band;                            // first year of life of each band
    // Who lives there: cells of (year of life at the start, sex), classes of person effects, and the joint state at the start of each.
    std::vector<int32_t> cell_age, cell_sex;
    std::vector<uint32_t> cell_below, class_below, start_below;  // cumulative shares of 2^32: [cell], [class], [cell][class][state]
    std::vector<double> effect;                                  // [class][clock], or empty where person effects are normal
    std::vector<double> loading;                                 // [clock][factor] of normal effects
    int factors = 0, family = 1;                                 // persons of a family, in a row, share part of their normal effects
    double shared = 0.0;                                         // correlation of the normal effects within a family
    // What depends on the time since a course last moved: a course (-1: none), first days and factors of each clock.
    std::vector<int32_t> since_course, since_offset;
    std::vector<double> since_day, since_factor;
    std::vector<double> per_day, per_event;  // [outcome][state], [outcome][clock]
};

struct Wide {  // sums of squares outgrow 64 bits
    unsigned __int128 value = 0;
};

// What is counted of a range of persons: whole numbers alone, so that parts add up the same in any order.
struct Tally {
    std::vector<int64_t> there;    // [arm][state][week]: persons in the state at day 7 week
    std::vector<int64_t> events;   // [arm][clock][week]
    std::vector<int64_t> amount;   // [arm][outcome], in units of 2^-20
    std::vector<Wide> square;      // of each arm's own amount
    std::vector<int64_t> apart;    // [arm][outcome]: amount less that of arm 0
    std::vector<Wide> apart_square;
};

struct Event {
    uint64_t person;
    double day;
    int32_t clock, state;  // the joint state after it; clock -1: where the person began
    int32_t arm, cell;
};

// Both throw std::invalid_argument where a life never comes to rest or an amount outgrows its whole number. `isa` names an instruction set
// that this machine has; all give the same numbers.
Tally simulate(const Town& town, uint64_t seed, uint64_t first, uint64_t count, int threads, const std::string& isa);
std::vector<Event> events(const Town& town, uint64_t seed, uint64_t first, uint64_t count, const std::string& isa);

}  // namespace unspiral
