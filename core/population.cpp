// Compiled without fused steps (CMakeLists.txt): the same seed gives the same persons, to the last bit, on every machine.
#include "population.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <thread>

#include "exactly.hpp"
#include "philox.hpp"

namespace unspiral {
namespace {

constexpr double WEEK = 7.0, YEAR = 365.25, NEVER = std::numeric_limits<double>::infinity();
constexpr double UNIT = 1048576.0;  // of amounts: 2^20 to one
// Streams beside the clocks, which are numbered from 0.
constexpr uint32_t BIRTH = 0xFFFF0000u, OWN = 0xFFFF0100u, FAMILY = 0xFFFF0200u;

struct Luck {
    std::array<uint32_t, 2> key;
    uint32_t low, high;

    Luck(uint64_t seed, uint64_t person) : key{(uint32_t)seed, (uint32_t)(seed >> 32)}, low((uint32_t)person), high((uint32_t)(person >> 32)) {}
    Dice block(uint32_t stream, uint32_t number) const { return philox({low, high, stream, number}, key); }
};

// From 64 random bits a time that a clock of rate one takes to ring.
inline double waiting(uint32_t low, uint32_t high) {
    const uint64_t bits = ((uint64_t)high << 32 | low) >> 11;
    return -exact_log(((double)bits + 0.5) * 0x1p-53);
}

inline int below(const uint32_t* cumulative, int count, uint32_t dice) {
    int found = 0;
    while (found < count - 1 && dice >= cumulative[found]) ++found;
    return found;
}

inline int below_many(const uint32_t* cumulative, int count, uint32_t dice) {
    return std::min((int)(std::upper_bound(cumulative, cumulative + count - 1, dice) - cumulative), count - 1);
}

struct Start {
    int cell, group, state;
    double own[MOST_CLOCKS];  // what multiplies each clock in this person
};

void normal_effects(const Town& town, uint64_t seed, uint64_t person, double* own) {
    double z[MOST_FACTORS];
    const Luck self(seed, person), kin(seed, person / (uint64_t)town.family);
    for (int f = 0; f < town.factors; f += 2) {
        double pair[2] = {0.0, 0.0};
        for (int source = 0; source < 2; ++source) {
            const double part = source ? town.shared : 1.0 - town.shared;
            if (part <= 0.0) continue;
            const Dice dice = source ? kin.block(FAMILY, f / 2) : self.block(OWN, f / 2);
            double sine, cosine;
            exact_turn((double)(((uint64_t)dice[3] << 32 | dice[2]) >> 11) * 0x1p-53, sine, cosine);
            const double length = std::sqrt(part) * std::sqrt(2.0 * waiting(dice[0], dice[1]));
            pair[0] += length * cosine, pair[1] += length * sine;
        }
        z[f] = pair[0];
        if (f + 1 < town.factors) z[f + 1] = pair[1];
    }
    for (int k = 0; k < town.clocks; ++k) {
        double sum = 0.0;
        for (int f = 0; f < town.factors; ++f) sum += town.loading[(size_t)k * town.factors + f] * z[f];
        own[k] = sum == 0.0 ? 1.0 : exact_exp(sum);
    }
}

void begin(const Town& town, uint64_t seed, uint64_t person, Start& to) {
    const Dice dice = Luck(seed, person).block(BIRTH, 0);
    const int cells = (int)town.cell_age.size(), classes = (int)town.class_below.size();
    to.cell = below_many(town.cell_below.data(), cells, dice[0]);
    to.group = below_many(town.class_below.data(), classes, dice[1]);
    to.state = below(town.start_below.data() + ((size_t)to.cell * classes + to.group) * town.states, town.states, dice[2]);
    if (town.factors > 0)
        normal_effects(town, seed, person, to.own);
    else
        std::copy_n(town.effect.data() + (size_t)to.group * town.clocks, town.clocks, to.own);
}

// What happens to a person in one arm, told to `watch` as it happens.
template <bool SINCE, class Watch> void live(const Town& town, uint64_t seed, uint64_t person, int arm, const Start& start, Watch& watch) {
    const Luck luck(seed, person);
    double remain[MOST_CLOCKS], spare[MOST_CLOCKS], multiplier[MOST_CLOCKS], factor[MOST_CLOCKS], moved[MOST_COURSES];
    uint32_t rung[MOST_CLOCKS];
    uint64_t drawn = 0;
    const int clocks = town.clocks, years = town.cell_age[start.cell], sex = town.cell_sex[start.cell];
    const size_t jumps = town.target.size();
    if (SINCE) std::fill_n(moved, town.courses, 0.0);
    const auto draw = [&](int k) {
        if (rung[k] & 1) {
            remain[k] = spare[k];
        } else {
            const Dice dice = luck.block((uint32_t)k, rung[k] >> 1);
            remain[k] = waiting(dice[0], dice[1]), spare[k] = waiting(dice[2], dice[3]);
        }
        ++rung[k];
    };
    int band = 0, period = 0, state = start.state;
    while (band + 1 < town.bands && years >= town.band[band + 1]) ++band;
    const auto age = [&] {
        const double* aged = town.aged.data() + ((size_t)arm * town.periods + period) * clocks * town.bands * 2 + band * 2 + sex;
        for (int k = 0; k < clocks; ++k) multiplier[k] = start.own[k] * aged[(size_t)k * town.bands * 2];
    };
    age();
    const double* rate = town.rate.data() + (size_t)arm * town.periods * jumps;
    double now = 0.0, entered = 0.0, birthday = band + 1 < town.bands ? (town.band[band + 1] - years) * YEAR : NEVER;
    double turn = town.periods > 1 ? town.period[1] : NEVER;
    watch.begin(state);
    for (;;) {
        const int from = town.offset[state], to = town.offset[state + 1];
        if (from == to) break;  // nothing leads on
        double change = std::min(std::min(birthday, turn), town.days), next_factor = NEVER;
        if (SINCE) {
            for (int j = from; j < to; ++j) {
                const int k = town.clock[j], course = town.since_course[k];
                factor[j - from] = 1.0;
                if (course < 0) continue;
                for (int b = town.since_offset[k]; b < town.since_offset[k + 1]; ++b) {
                    const double day = moved[course] + town.since_day[b];
                    if (day <= now) factor[j - from] = town.since_factor[b];
                    else { next_factor = std::min(next_factor, day); break; }
                }
            }
            change = std::min(change, next_factor);
        }
        double wait = change - now, speed[MOST_CLOCKS];
        int hit = -1;
        for (int j = from; j < to; ++j) {
            const int k = town.clock[j];
            if (!(drawn >> k & 1)) drawn |= (uint64_t)1 << k, rung[k] = 0, draw(k);
            double r = rate[j] * multiplier[k];
            if (SINCE) r *= factor[j - from];
            speed[j - from] = r;
            const double until = remain[k] / r;
            if (until < wait) wait = until, hit = j;
        }
        for (int j = from; j < to; ++j) {
            double& left = remain[town.clock[j]];
            left = std::max(left - speed[j - from] * wait, 0.0);
        }
        if (hit >= 0) {
            now = std::min(now + wait, change);
            watch.stay(state, entered, now);
            const int k = town.clock[hit];
            draw(k);
            state = town.target[hit], entered = now;
            if (SINCE) moved[town.course[hit]] = now;
            watch.event(k, now, state);
            continue;
        }
        now = change;
        if (now >= town.days) break;
        if (now >= birthday) {
            ++band;
            birthday = band + 1 < town.bands ? (town.band[band + 1] - years) * YEAR : NEVER;
        }
        if (now >= turn) {
            ++period, rate += jumps;
            turn = period + 1 < town.periods ? town.period[period + 1] : NEVER;
        }
        age();
    }
    watch.stay(state, entered, town.days);
}

// First week whose beginning is not before a day.
inline int week_from(double day) {
    const int whole = (int)(day / WEEK);
    return whole + (WEEK * (double)whole < day);
}

struct Count {
    const Town& town;
    int32_t *there, *events;
    double amount[MOST_OUTCOMES];

    void begin(int) { std::fill_n(amount, town.outcomes, 0.0); }
    void stay(int state, double from, double to) {
        int32_t* row = there + (size_t)state * (town.weeks + 2);
        ++row[from == 0.0 ? 0 : week_from(from)];
        --row[to >= town.days ? town.weeks + 1 : week_from(to)];
        for (int o = 0; o < town.outcomes; ++o) amount[o] += town.per_day[(size_t)o * town.states + state] * (to - from);
    }
    void event(int clock, double day, int) {
        ++events[(size_t)clock * (town.weeks + 1) + (int)(day / WEEK)];
        for (int o = 0; o < town.outcomes; ++o) amount[o] += town.per_event[(size_t)o * town.clocks + clock];
    }
};

struct Note {
    std::vector<Event>& to;
    uint64_t person;
    int arm, cell;

    void begin(int state) { to.push_back({person, 0.0, -1, state, arm, cell}); }
    void stay(int, double, double) {}
    void event(int clock, double day, int state) { to.push_back({person, day, clock, state, arm, cell}); }
};

template <class Watch> void lead(const Town& town, uint64_t seed, uint64_t person, int arm, const Start& start, Watch& watch) {
    if (town.since_course.empty()) live<false>(town, seed, person, arm, start, watch);
    else live<true>(town, seed, person, arm, start, watch);
}

void work(const Town& town, uint64_t seed, uint64_t first, uint64_t count, Tally& tally) {
    constexpr uint64_t STRIDE = 1 << 20;  // persons whose counts fit into 32 bits with room to spare
    const size_t weeks = town.weeks + 2, held = (size_t)town.states * weeks, rings = (size_t)town.clocks * (town.weeks + 1);
    std::vector<int32_t> there(town.arms * held), events(town.arms * rings);
    for (uint64_t done = 0; done < count; done += STRIDE) {
        std::fill(there.begin(), there.end(), 0), std::fill(events.begin(), events.end(), 0);
        const uint64_t until = std::min(count, done + STRIDE);
        Start start;
        int64_t base[MOST_OUTCOMES] = {};
        for (uint64_t p = first + done; p < first + until; ++p) {
            begin(town, seed, p, start);
            for (int arm = 0; arm < town.arms; ++arm) {
                Count watch{town, there.data() + arm * held, events.data() + arm * rings, {}};
                lead(town, seed, p, arm, start, watch);
                for (int o = 0; o < town.outcomes; ++o) {
                    const int64_t y = std::llrint(watch.amount[o] * UNIT);
                    const size_t at = (size_t)arm * town.outcomes + o;
                    if (arm == 0) base[o] = y;
                    const int64_t d = y - base[o];
                    tally.amount[at] += y, tally.square[at].value += (unsigned __int128)((__int128)y * y);
                    tally.apart[at] += d, tally.apart_square[at].value += (unsigned __int128)((__int128)d * d);
                }
            }
        }
        for (size_t row = 0; row < (size_t)town.arms * town.states; ++row) {
            int64_t running = 0;
            for (int w = 0; w <= town.weeks; ++w) running += there[row * weeks + w], tally.there[row * (town.weeks + 1) + w] += running;
        }
        for (size_t i = 0; i < events.size(); ++i) tally.events[i] += events[i];
    }
}

Tally blank(const Town& town) {
    Tally tally;
    tally.there.assign((size_t)town.arms * town.states * (town.weeks + 1), 0);
    tally.events.assign((size_t)town.arms * town.clocks * (town.weeks + 1), 0);
    const size_t amounts = (size_t)town.arms * town.outcomes;
    tally.amount.assign(amounts, 0), tally.apart.assign(amounts, 0), tally.square.resize(amounts), tally.apart_square.resize(amounts);
    return tally;
}

template <class T> void add(std::vector<T>& to, const std::vector<T>& from) {
    for (size_t i = 0; i < to.size(); ++i) {
        if constexpr (std::is_same_v<T, Wide>) to[i].value += from[i].value;
        else to[i] += from[i];
    }
}

}  // namespace

Tally simulate(const Town& town, uint64_t seed, uint64_t first, uint64_t count, int threads) {
    threads = (int)std::clamp<uint64_t>(count / 1024, 1, (uint64_t)std::max(threads, 1));
    std::vector<Tally> parts(threads);
    for (Tally& part : parts) part = blank(town);
    std::vector<std::thread> others;
    const uint64_t share = count / threads;
    for (int i = 1; i < threads; ++i)
        others.emplace_back([&, i] { work(town, seed, first + i * share, i + 1 < threads ? share : count - i * share, parts[i]); });
    work(town, seed, first, threads > 1 ? share : count, parts[0]);
    for (std::thread& other : others) other.join();
    for (int i = 1; i < threads; ++i) {
        add(parts[0].there, parts[i].there), add(parts[0].events, parts[i].events), add(parts[0].amount, parts[i].amount);
        add(parts[0].square, parts[i].square), add(parts[0].apart, parts[i].apart), add(parts[0].apart_square, parts[i].apart_square);
    }
    return std::move(parts[0]);
}

std::vector<Event> events(const Town& town, uint64_t seed, uint64_t first, uint64_t count) {
    std::vector<Event> found;
    Start start;
    for (uint64_t p = first; p < first + count; ++p) {
        begin(town, seed, p, start);
        for (int arm = 0; arm < town.arms; ++arm) {
            Note note{found, p, arm, start.cell};
            lead(town, seed, p, arm, start, note);
        }
    }
    return found;
}

}  // namespace unspiral
