// Lives of a population, many persons in flight. Each round, every person in flight takes one step: the clocks that have
// rung are wound anew for all persons together (dice.hpp), then each looks which of its clocks rings first. Arms of a comparison walk as one
// until something that can happen to the person is faster or slower in one of them; from there that arm walks by itself. No result
// depends on any of this: numbers are asked for by their place (person, clock, how often it has rung), and counts are whole.
#pragma once

#include <new>

#include "dice.hpp"
#include "walk.hpp"

namespace UNSPIRAL_ISA {

using namespace unspiral;

constexpr int FLIGHT = 32, BIRTHS = 64;
constexpr double WEEK = 7.0, YEAR = 365.25, NEVER = __builtin_inf();
constexpr Word BIRTH = 0xFFFF0000u;
constexpr Word NUMBERS[MOST_CLOCKS] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
                                       24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47};

UNSPIRAL_INLINE double lesser(double a, double b) { return b < a ? b : a; }

template <int K> struct alignas(64) Life {
    double left[K], faster[K];  // until each clock rings, and what multiplies its rate in this person at this age
    double amount[MOST_OUTCOMES], moved[MOST_COURSES];
    uint16_t rung[K];  // how often each clock was wound; MOST_HAPPENINGS fits
    uint64_t person, arms;  // arms: all those that this is the life of
    const double *rate, *own;
    uint32_t* counts;  // where it is counted, unless it is the life of some arms only
    double now, entered, change, birthday, turn;
    int state, band, period, arm, years, sex, cell, record;
    uint32_t happened;
};

// A person of whom some arm is still on its way.
template <int K> struct alignas(64) Record {
    double own[K];
    int arms_left;
    int64_t* amounts;  // [arm][outcome]
};

template <int W> struct Asked {  // clocks to be wound anew, at most one a life and round
    Word low[FLIGHT + 2 * W], high[FLIGHT + 2 * W], clock[FLIGHT + 2 * W], rung[FLIGHT + 2 * W];
    double* to[FLIGHT + 2 * W];
    int count = 0;
};

template <int W, int K, bool SINCE> class Walk {
  public:
    Walk(const Ready& ready, uint64_t seed, uint64_t first, uint64_t count, const Room& room)
        : ready(ready), town(ready.town), room(room), seed(seed), next(first), last(first + count), row((size_t)town.states + town.clocks) {
        const size_t lives = (size_t)FLIGHT * town.arms;
        pool = new Life<K>[lives];
        spare = new Life<K>*[2 * lives];
        queue = spare + lives;
        records = new Record<K>[FLIGHT];
        amounts = new int64_t[lives * (town.outcomes + 1)];
        for (size_t i = 0; i < lives; ++i) spare[spares++] = pool + i;
        for (int i = 0; i < FLIGHT; ++i) {
            records[i].amounts = amounts + (size_t)i * town.arms * town.outcomes;
            free_record[free_records++] = i;
        }
    }
    ~Walk() {
        delete[] pool, delete[] spare, delete[] records, delete[] amounts;
    }
    Walk(const Walk&) = delete;
    Walk& operator=(const Walk&) = delete;

    Trouble run() {
        Life<K>* flying[FLIGHT];
        int flights = 0;
        asked.count = 0;
        while (trouble == Trouble::none && !room.stop->load(std::memory_order_relaxed)) {
            while (flights < FLIGHT && queued > 0) flying[flights++] = queue[--queued];
            while (flights < FLIGHT && queued == 0 && (born < births || next < last)) flying[flights++] = admitted();
            if (flights == 0) break;
            wind();
            for (int i = 0; town.arms > 1 && i < flights; ++i)
                if (flying[i]->arms & (flying[i]->arms - 1)) part(*flying[i]);
            race(flying, flights);
            int kept = 0;
            for (int i = 0; i < flights; ++i) {
                Life<K>& life = *flying[i];
                const bool on = rings[i] >= 0 ? happens(life, rings[i]) : changes(life);
                flying[kept] = &life, kept += on;
                if (!on) spare[spares++] = &life;
            }
            flights = kept;
        }
        return trouble;
    }

  private:
    const Ready& ready;
    const Town& town;
    const Room& room;
    const uint64_t seed;
    uint64_t next, last;
    const size_t row;  // numbers that are counted of a week: persons in each state, rings of each clock
    Trouble trouble = Trouble::none;
    Life<K>* pool;
    Life<K>**spare, **queue;
    Record<K>* records;
    int64_t* amounts;
    Asked<W> asked;
    int rings[FLIGHT];  // which clock of each life in flight rang in this round; -1 none
    int free_record[FLIGHT], free_records = 0, spares = 0, queued = 0;
    // The next persons to be admitted, drawn many at a time.
    int births = 0, born = 0, cell[BIRTHS], group[BIRTHS];
    uint32_t third[BIRTHS];

    static int among(const uint32_t* below, int count, const int32_t* guide, uint32_t dice) {
        int found = guide[dice >> (32 - GUIDE_BITS)];
        while (found < count - 1 && dice >= below[found]) ++found;
        return found;
    }

    static int state_of(const uint32_t* below, int count, uint32_t dice) {
        if (count > 64) {
            int low = 0, high = count - 1;
            while (low < high) {
                const int middle = (low + high) / 2;
                if (dice < below[middle]) high = middle;
                else low = middle + 1;
            }
            return low;
        }
        int found = 0;
        for (int s = 0; s < count - 1; ++s) found += dice >= below[s];
        return found;
    }

    const uint32_t* starts(int b) const {
        return town.start_below.data() + ((size_t)cell[b] * town.class_below.size() + group[b]) * town.states;
    }

    void bear() {
        births = (int)(last - next < BIRTHS ? last - next : BIRTHS), born = 0;
        const int cells = (int)town.cell_age.size(), classes = (int)town.class_below.size();
        for (int at = 0; at < births; at += W) {
            Many<W> c[1][4] = {{Many<W>{}, Many<W>{}, Many<W>{} + BIRTH, Many<W>{}}};
            for (int l = 0; l < W; ++l) c[0][0][l] = (next + at + l) & 0xFFFFFFFFull, c[0][1][l] = (next + at + l) >> 32;
            philox<W, 1>(c, seed);
            for (int l = 0; l < W && at + l < births; ++l) {
                cell[at + l] = among(town.cell_below.data(), cells, ready.cell_guide.data(), (uint32_t)c[0][0][l]);
                group[at + l] = among(town.class_below.data(), classes, ready.class_guide.data(), (uint32_t)c[0][1][l]);
                third[at + l] = (uint32_t)c[0][2][l];
                __builtin_prefetch(starts(at + l)), __builtin_prefetch(starts(at + l) + 16);
            }
        }
        next += births;
    }

    Life<K>* admitted() {
        if (born == births) bear();
        const int b = born++;
        Life<K>& life = *spare[--spares];
        const int r = free_record[--free_records];
        Record<K>& record = records[r];
        record.arms_left = town.arms, life.person = next - births + b;
        if (town.factors > 0) {
            normal_effects(town, seed, life.person, record.own);
            for (int k = town.clocks; k < K; ++k) record.own[k] = 0.0;
            life.own = record.own;
        } else {
            life.own = numbers(ready.effect, (size_t)group[b] * (K / EIGHT));
        }
        life.record = r, life.cell = cell[b], life.years = town.cell_age[cell[b]], life.sex = town.cell_sex[cell[b]];
        life.state = state_of(starts(b), town.states, third[b]);
        life.arms = ready.all_arms, life.arm = 0, life.happened = 0, life.band = life.period = 0;
        while (life.band + 1 < town.bands && life.years >= town.band[life.band + 1]) ++life.band;
        life.now = life.entered = 0.0;
        for (int o = 0; o < MOST_OUTCOMES; ++o) life.amount[o] = 0.0;
        for (int c = 0; SINCE && c < MOST_COURSES; ++c) life.moved[c] = 0.0;
        life.counts = room.counts + (size_t)town.arms * row * (town.weeks + 2);
        first_winding(life), marks(life), ages(life);
        counts(life, [&](uint32_t* to) { ++to[life.state]; });
        if (room.told) tell(life, -1, 0.0);
        return &life;
    }

    // When the next thing changes that is no event: the age band, the period, or that the run ends.
    void marks(Life<K>& life) const {
        life.birthday = life.band + 1 < town.bands ? (town.band[life.band + 1] - life.years) * YEAR : NEVER;
        life.turn = life.period + 1 < town.periods ? town.period[life.period + 1] : NEVER;
        life.change = lesser(lesser(life.birthday, life.turn), town.days);
    }

    void ages(Life<K>& life) const {
        const size_t at = (((size_t)life.arm * town.periods + life.period) * town.bands + life.band) * 2 + life.sex;
        const double* aged = numbers(ready.aged, at * (K / EIGHT));
        for (int k = 0; k < K; k += W) store<W>(life.faster + k, load<W>(life.own + k) * load<W>(aged + k));
        life.rate = numbers(ready.rate, ((size_t)life.arm * town.periods + life.period) * town.states * (K / EIGHT));
    }

    void first_winding(Life<K>& life) const {
        constexpr int N = 2;  // registers at a time; K is a multiple of 16
        for (int k = 0; k < K; k += N * W) {
            Many<W> c[N][4], low[N], high[N];
            for (int n = 0; n < N; ++n) {
                c[n][0] = Many<W>{} + (life.person & 0xFFFFFFFFull), c[n][1] = Many<W>{} + (life.person >> 32), c[n][3] = Many<W>{};
                memcpy(c[n] + 2, NUMBERS + k + n * W, sizeof low[n]);
            }
            philox<W, N>(c, seed);
            Real<W> found[N];
            for (int n = 0; n < N; ++n) low[n] = c[n][0], high[n] = c[n][1];
            waiting<W, N>(low, high, found);
            for (int n = 0; n < N; ++n) store<W>(life.left + k + n * W, found[n]);
        }
        for (int k = 0; k < K; ++k) life.rung[k] = 1;
    }

    // N registers of clocks, from a place among those that are asked for.
    template <int N> UNSPIRAL_INLINE void wind(int at, int count) {
        Many<W> c[N][4], rung[N], low[N], high[N];
        for (int n = 0; n < N; ++n) {
            const int from = at + n * W;
            memcpy(c[n] + 0, asked.low + from, sizeof low[n]), memcpy(c[n] + 1, asked.high + from, sizeof low[n]);
            memcpy(c[n] + 2, asked.clock + from, sizeof low[n]), memcpy(rung + n, asked.rung + from, sizeof low[n]);
            c[n][3] = rung[n] >> 1;
        }
        philox<W, N>(c, seed);
        for (int n = 0; n < N; ++n) {
            const auto odd = (rung[n] & 1) != 0;  // a draw gives two times
            low[n] = odd ? c[n][2] : c[n][0], high[n] = odd ? c[n][3] : c[n][1];
        }
        alignas(64) Real<W> found[N];
        waiting<W, N>(low, high, found);
        for (int n = 0; n < N; ++n)
            for (int l = 0; l < W; ++l)
                if (n * W + l < count) *asked.to[at + n * W + l] = found[n][l];
    }

    void wind() {
        const int n = asked.count;
        asked.count = 0;
        int at = 0;
        for (; at + W < n; at += 2 * W) wind<2>(at, n - at);
        if (at < n) wind<1>(at, n - at);
    }

    // What the time since a course last moved multiplies rates with, and when that next changes.
    double soon_since(const Life<K>& life, double* factor) const {
        double soon = NEVER;
        for (int k = 0; k < K; ++k) factor[k] = 1.0;
        for (uint64_t rest = ready.running[life.state]; rest; rest &= rest - 1) {
            const int k = __builtin_ctzll(rest), course = town.since_course[k];
            if (course < 0) continue;
            for (int b = town.since_offset[k]; b < town.since_offset[k + 1]; ++b) {
                const double day = life.moved[course] + town.since_day[b];
                if (day <= life.now) {
                    factor[k] = town.since_factor[b];
                } else {
                    soon = lesser(soon, day);
                    break;
                }
            }
        }
        return soon;
    }

    // Which clock of each life rings next, if any before something else changes; all clocks and days are set to that moment.
    void race(Life<K>* const* flying, int flights) {
        constexpr int N = K / W;
        for (int i = 0; i < flights; ++i) {
            Life<K>& life = *flying[i];
            const double* rate = life.rate + (size_t)life.state * K;
            double change = life.change;
            alignas(64) double factor[K];
            if constexpr (SINCE) change = lesser(change, soon_since(life, factor));
            Real<W> speed[N], until[N];
            for (int v = 0; v < N; ++v) {
                speed[v] = load<W>(rate + v * W) * load<W>(life.faster + v * W);
                if constexpr (SINCE) speed[v] *= load<W>(factor + v * W);
                const Real<W> time = load<W>(life.left + v * W) / speed[v];
                until[v] = speed[v] > 0.0 ? time : all<W>(NEVER);
            }
            const double soonest = least<W, N>(until), rest = change - life.now;
            const bool hit = soonest < rest;
            const double wait = hit ? soonest : rest, day = lesser(life.now + wait, change);
            const int k = place<W, N>(until, soonest);
            for (int v = 0; v < N; ++v) {
                const Real<W> left = load<W>(life.left + v * W) - speed[v] * wait;
                store<W>(life.left + v * W, left < 0.0 ? all<W>(0.0) : left);
            }
            life.now = hit ? day : change;
            rings[i] = hit ? k : -1;
            __builtin_prefetch(life.counts + (size_t)(int)(life.now * (1.0 / WEEK)) * row + row, 1);
        }
    }

    // Does something to the counts of a life's arms.
    template <class To> UNSPIRAL_INLINE void counts(const Life<K>& life, To&& to) const {
        const size_t arm = row * (town.weeks + 2);
        if (life.arms == ready.all_arms || !(life.arms & (life.arms - 1))) {
            to(life.counts);
        } else {
            for (uint64_t rest = life.arms; rest; rest &= rest - 1) to(room.counts + __builtin_ctzll(rest) * arm);
        }
    }

    bool happens(Life<K>& life, int k) {
        const double day = life.now;
        const size_t jump = (size_t)life.state * K + k;
        const int before = life.state, after = ready.target[jump], whole = (int)(day / WEEK), week = whole + (WEEK * (double)whole < day);
        counts(life, [&](uint32_t* to) {
            uint32_t* there = to + week * row;
            --there[before], ++there[after];
            ++to[(whole + 1) * row + town.states + k];
        });
        spend(life, day);
        if (ready.per_event) {
            const double* each = numbers(ready.event, (size_t)k * (ready.outcomes / EIGHT));
            for (int o = 0; o < ready.outcomes; o += W) store<W>(life.amount + o, load<W>(life.amount + o) + load<W>(each + o));
        }
        life.state = after, life.entered = day;
        if constexpr (SINCE) life.moved[ready.course[jump]] = day;
        if (room.told) tell(life, k, day);
        if (!ready.running[after]) return ended(life);  // nothing leads on
        const int n = asked.count++;
        asked.low[n] = life.person & 0xFFFFFFFFull, asked.high[n] = life.person >> 32;
        asked.clock[n] = (Word)k, asked.rung[n] = life.rung[k]++, asked.to[n] = life.left + k;
        if (++life.happened < MOST_HAPPENINGS) return true;
        trouble = Trouble::restless;
        return false;
    }

    // Something has changed that is no event; false at the end of the run.
    bool changes(Life<K>& life) {
        if (life.now >= town.days || !ready.running[life.state]) return ended(life);
        life.band += life.now >= life.birthday, life.period += life.now >= life.turn;
        marks(life), ages(life);
        return true;
    }

    // Adds what the time in a state amounts to.
    UNSPIRAL_INLINE void spend(Life<K>& life, double day) const {
        const double* a_day = numbers(ready.day, (size_t)life.state * (ready.outcomes / EIGHT));
        const Real<W> time = all<W>(day - life.entered);
        for (int o = 0; o < ready.outcomes; o += W) store<W>(life.amount + o, load<W>(life.amount + o) + load<W>(a_day + o) * time);
    }

    // Arms in which something that can happen now is faster or slower than in the first go on by themselves.
    void part(Life<K>& life) {
        const size_t at = ((size_t)life.period * town.bands + life.band) * 2 + life.sex;
        uint64_t apart = life.arms & ready.differs[at * town.states + life.state];
        life.arms &= ~apart;
        if (apart && !(life.arms & (life.arms - 1))) life.counts = room.counts;  // the first arm alone is left
        for (; apart; apart &= apart - 1) {
            Life<K>& other = *spare[--spares];
            other = life;
            other.arms = apart & -apart, other.arm = __builtin_ctzll(apart);
            other.counts = room.counts + (size_t)other.arm * row * (town.weeks + 2);
            ages(other);
            queue[queued++] = &other;
        }
    }

    bool ended(Life<K>& life) {
        spend(life, town.days);
        Record<K>& record = records[life.record];
        const int outcomes = town.outcomes;
        for (int o = 0; o < outcomes; ++o) {
            if (!(life.amount[o] < MOST_AMOUNT && life.amount[o] > -MOST_AMOUNT)) trouble = Trouble::vast;
            const int64_t y = trouble == Trouble::none ? __builtin_llrint(life.amount[o] * 0x1p20) : 0;
            for (uint64_t rest = life.arms; rest; rest &= rest - 1) record.amounts[__builtin_ctzll(rest) * outcomes + o] = y;
        }
        record.arms_left -= __builtin_popcountll(life.arms);
        if (record.arms_left == 0) {
            for (int arm = 0; arm < town.arms; ++arm)
                for (int o = 0; o < outcomes; ++o) {
                    const int64_t y = record.amounts[arm * outcomes + o], d = y - record.amounts[o];
                    Sum& sum = room.sums[arm * outcomes + o];
                    sum.amount += y, sum.square += (unsigned __int128)((__int128)y * y);
                    sum.apart += d, sum.apart_square += (unsigned __int128)((__int128)d * d);
                }
            free_record[free_records++] = life.record;
        }
        return false;
    }

    void tell(const Life<K>& life, int clock, double day) const {
        for (uint64_t rest = life.arms; rest; rest &= rest - 1)
            room.tell(room.told, Event{life.person, day, clock, life.state, __builtin_ctzll(rest), life.cell});
    }
};

template <int W, bool SINCE> Trouble walk_some(const Ready& ready, uint64_t seed, uint64_t first, uint64_t count, const Room& room) {
    switch (ready.clocks) {
        case 16: return Walk<W, 16, SINCE>(ready, seed, first, count, room).run();
        case 32: return Walk<W, 32, SINCE>(ready, seed, first, count, room).run();
        default: return Walk<W, 48, SINCE>(ready, seed, first, count, room).run();
    }
}

template <int W> Trouble walk(const Ready& ready, uint64_t seed, uint64_t first, uint64_t count, const Room& room) {
    return ready.since ? walk_some<W, true>(ready, seed, first, count, room) : walk_some<W, false>(ready, seed, first, count, room);
}

}  // namespace UNSPIRAL_ISA

#define UNSPIRAL_NAMED(x) UNSPIRAL_NAMED_(x)
#define UNSPIRAL_NAMED_(x) #x

namespace unspiral {
namespace UNSPIRAL_TABLES {
extern const Walker walker;
const Walker walker = {UNSPIRAL_NAMED(UNSPIRAL_ISA), ::UNSPIRAL_ISA::walk<UNSPIRAL_WIDTH>};
}  // namespace UNSPIRAL_TABLES
}  // namespace unspiral
