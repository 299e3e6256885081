// Lives of a population, many persons in flight. Each round, every person in flight takes one step: the clocks that it needs and has not
// wound are wound for all persons together (dice.hpp), then each looks which of its clocks rings first. Arms of a comparison walk as one
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

UNSPIRAL_INLINE double lesser(double a, double b) { return b < a ? b : a; }

// First week whose beginning is not before a day.
UNSPIRAL_INLINE int week_from(double day) {
    const int whole = (int)(day / WEEK);
    return whole + (WEEK * (double)whole < day);
}

template <int K> struct alignas(64) Life {
    double left[K], faster[K];  // until each clock rings, and what multiplies its rate in this person at this age
    double amount[MOST_OUTCOMES], moved[MOST_COURSES];
    uint32_t rung[K];
    uint64_t wound, arms;  // clocks that are wound; arms that this is the life of
    const double *rate, *own;
    double now, entered, change, birthday, turn;
    int state, week, band, period, arm, years, sex, cell, record;
    uint32_t happened;
};

// A person of whom some arm is still on its way.
template <int K> struct alignas(64) Record {
    double own[K];
    uint64_t person;
    int arms_left;
    int64_t* amounts;  // [arm][outcome]
};

template <int W> struct Asked {  // clocks to be wound
    static constexpr int MOST = FLIGHT * MOST_CLOCKS + W;
    Word low[MOST], high[MOST], clock[MOST], rung[MOST];
    double* to[MOST];
    int count = 0;
};

template <int W, int K> class Walk {
  public:
    Walk(const Ready& ready, uint64_t seed, uint64_t first, uint64_t count, const Room& room)
        : ready(ready), town(ready.town), room(room), seed(seed), next(first), last(first + count), stride_there((size_t)town.weeks + 2),
          stride_events((size_t)town.weeks + 1) {
        const size_t lives = (size_t)FLIGHT * town.arms;
        pool = new Life<K>[lives];
        spare = new Life<K>*[2 * lives];
        queue = spare + lives;
        records = new Record<K>[FLIGHT];
        amounts = new int64_t[lives * (town.outcomes + 1)];
        asked = new Asked<W>;
        for (size_t i = 0; i < lives; ++i) spare[spares++] = pool + i;
        for (int i = 0; i < FLIGHT; ++i) {
            records[i].amounts = amounts + (size_t)i * town.arms * town.outcomes;
            free_record[free_records++] = i;
        }
    }
    ~Walk() {
        delete[] pool, delete[] spare, delete[] records, delete[] amounts;
        delete asked;
    }
    Walk(const Walk&) = delete;
    Walk& operator=(const Walk&) = delete;

    Trouble run() {
        Life<K>* flying[FLIGHT];
        int flights = 0;
        while (trouble == Trouble::none && !room.stop->load(std::memory_order_relaxed)) {
            while (flights < FLIGHT && queued > 0) flying[flights++] = queue[--queued];
            while (flights < FLIGHT && queued == 0 && free_records > 0 && (born < births || next < last)) flying[flights++] = admitted();
            if (flights == 0) break;
            asked->count = 0;
            for (int i = 0; i < flights; ++i) ask(*flying[i]);
            wind();
            for (int i = 0; i < flights;) {
                if (step(*flying[i])) {
                    ++i;
                } else {
                    spare[spares++] = flying[i];
                    flying[i] = flying[--flights];
                }
            }
        }
        return trouble;
    }

  private:
    const Ready& ready;
    const Town& town;
    const Room& room;
    const uint64_t seed;
    uint64_t next, last;
    const size_t stride_there, stride_events;
    Trouble trouble = Trouble::none;
    Life<K>* pool;
    Life<K>**spare, **queue;
    Record<K>* records;
    int64_t* amounts;
    Asked<W>* asked;
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
            Many<W> c[4] = {Many<W>{}, Many<W>{}, Many<W>{} + BIRTH, Many<W>{}};
            for (int l = 0; l < W; ++l) c[0][l] = (next + at + l) & 0xFFFFFFFFull, c[1][l] = (next + at + l) >> 32;
            philox<W>(c, seed);
            for (int l = 0; l < W && at + l < births; ++l) {
                cell[at + l] = among(town.cell_below.data(), cells, ready.cell_guide.data(), (uint32_t)c[0][l]);
                group[at + l] = among(town.class_below.data(), classes, ready.class_guide.data(), (uint32_t)c[1][l]);
                third[at + l] = (uint32_t)c[2][l];
                __builtin_prefetch(starts(at + l));
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
        record.person = next - births + b, record.arms_left = town.arms;
        if (town.factors > 0) {
            normal_effects(town, seed, record.person, record.own);
            for (int k = town.clocks; k < K; ++k) record.own[k] = 0.0;
            life.own = record.own;
        } else {
            life.own = numbers(ready.effect, (size_t)group[b] * (K / EIGHT));
        }
        life.record = r, life.cell = cell[b], life.years = town.cell_age[cell[b]], life.sex = town.cell_sex[cell[b]];
        life.state = state_of(starts(b), town.states, third[b]);
        life.wound = 0, life.arms = ready.all_arms, life.arm = 0, life.happened = 0, life.week = 0;
        life.band = life.period = 0;
        while (life.band + 1 < town.bands && life.years >= town.band[life.band + 1]) ++life.band;
        life.now = life.entered = 0.0;
        for (int k = 0; k < K; ++k) life.rung[k] = 0, life.left[k] = 0.0;
        for (int o = 0; o < ready.outcomes; ++o) life.amount[o] = 0.0;
        for (int c = 0; c < town.courses; ++c) life.moved[c] = 0.0;
        marks(life), ages(life);
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

    void ask(Life<K>& life) {
        uint64_t need = ready.running[life.state] & ~life.wound;
        if (!need) return;
        life.wound |= need;
        const uint64_t person = records[life.record].person;
        int n = asked->count;
        do {
            const int k = __builtin_ctzll(need);
            need &= need - 1;
            asked->low[n] = person & 0xFFFFFFFFull, asked->high[n] = person >> 32;
            asked->clock[n] = (Word)k, asked->rung[n] = life.rung[k]++, asked->to[n] = life.left + k;
            ++n;
        } while (need);
        asked->count = n;
    }

    void wind() {
        const int n = asked->count;
        for (int at = 0; at < n; at += W) {
            Many<W> c[4], rung;
            memcpy(c + 0, asked->low + at, sizeof rung), memcpy(c + 1, asked->high + at, sizeof rung);
            memcpy(c + 2, asked->clock + at, sizeof rung), memcpy(&rung, asked->rung + at, sizeof rung);
            c[3] = rung >> 1;
            philox<W>(c, seed);
            const auto odd = (rung & 1) != 0;  // a draw gives two times
            const Real<W> found = waiting<W>(odd ? c[2] : c[0], odd ? c[3] : c[1]);
            for (int l = 0; l < W; ++l)
                if (at + l < n) *asked->to[at + l] = found[l];
        }
    }

    // What the time since a course last moved multiplies rates with, and when that next changes.
    double since(const Life<K>& life, double* factor) const {
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

    // One step of a life; false where it has come to its end.
    bool step(Life<K>& life) {
        if (!ready.running[life.state]) return ended(life);  // nothing leads on
        if (life.arms & (life.arms - 1)) part(life);
        constexpr int N = K / W;
        const double* rate = life.rate + (size_t)life.state * K;
        double change = life.change;
        alignas(64) double factor[K];
        if (ready.since) change = lesser(change, since(life, factor));
        Real<W> speed[N], until[N];
        for (int i = 0; i < N; ++i) {
            speed[i] = load<W>(rate + i * W) * load<W>(life.faster + i * W);
            if (ready.since) speed[i] *= load<W>(factor + i * W);
            const Real<W> time = load<W>(life.left + i * W) / speed[i];
            until[i] = speed[i] > 0.0 ? time : all<W>(NEVER);
        }
        const double soonest = least<W, N>(until), rest = change - life.now;
        const bool hit = soonest < rest;
        const double wait = hit ? soonest : rest;
        for (int i = 0; i < N; ++i) {
            const Real<W> left = load<W>(life.left + i * W) - speed[i] * wait;
            store<W>(life.left + i * W, left < 0.0 ? all<W>(0.0) : left);
        }
        if (hit) return happens(life, place<W, N>(until, soonest), lesser(life.now + wait, change));
        life.now = change;
        if (life.now >= town.days) return ended(life);
        life.band += life.now >= life.birthday, life.period += life.now >= life.turn;
        marks(life), ages(life);
        return true;
    }

    bool happens(Life<K>& life, int k, double day) {
        const int from = week_from(day);
        stay(life, day, day >= town.days ? town.weeks + 1 : from);
        life.wound &= ~((uint64_t)1 << k);
        const size_t jump = (size_t)life.state * K + k;
        life.state = ready.target[jump], life.now = life.entered = day, life.week = from;
        if (ready.since) life.moved[ready.course[jump]] = day;
        const size_t at = (size_t)k * stride_events + (size_t)(int)(day / WEEK), arm = (size_t)town.clocks * stride_events;
        if (life.arms == ready.all_arms) {
            ++room.events[town.arms * arm + at];
        } else {
            for (uint64_t rest = life.arms; rest; rest &= rest - 1) ++room.events[__builtin_ctzll(rest) * arm + at];
        }
        if (ready.per_event) {
            const double* each = numbers(ready.event, (size_t)k * (ready.outcomes / EIGHT));
            for (int o = 0; o < ready.outcomes; o += W) store<W>(life.amount + o, load<W>(life.amount + o) + load<W>(each + o));
        }
        if (room.told) tell(life, k, day);
        if (++life.happened < MOST_HAPPENINGS) return true;
        trouble = Trouble::restless;
        return false;
    }

    // Counts the time in a state that is left at a day, when a week that is given has begun.
    void stay(Life<K>& life, double day, int until) {
        const size_t row = (size_t)life.state * stride_there, arm = (size_t)town.states * stride_there;
        if (life.arms == ready.all_arms) {
            uint32_t* there = room.there + town.arms * arm + row;
            ++there[life.week], --there[until];
        } else {
            for (uint64_t rest = life.arms; rest; rest &= rest - 1) {
                uint32_t* there = room.there + __builtin_ctzll(rest) * arm + row;
                ++there[life.week], --there[until];
            }
        }
        const double* day_row = numbers(ready.day, (size_t)life.state * (ready.outcomes / EIGHT));
        const Real<W> time = all<W>(day - life.entered);
        for (int o = 0; o < ready.outcomes; o += W) store<W>(life.amount + o, load<W>(life.amount + o) + load<W>(day_row + o) * time);
    }

    // Arms in which something that can happen now is faster or slower than in the first go on by themselves.
    void part(Life<K>& life) {
        const size_t at = ((size_t)life.period * town.bands + life.band) * 2 + life.sex;
        uint64_t apart = life.arms & ready.differs[at * town.states + life.state];
        life.arms &= ~apart;
        for (; apart; apart &= apart - 1) {
            Life<K>& other = *spare[--spares];
            other = life;
            other.arms = apart & -apart, other.arm = __builtin_ctzll(apart);
            ages(other);
            queue[queued++] = &other;
        }
    }

    bool ended(Life<K>& life) {
        stay(life, town.days, town.weeks + 1);
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
            room.tell(room.told, Event{records[life.record].person, day, clock, life.state, __builtin_ctzll(rest), life.cell});
    }
};

template <int W> Trouble walk(const Ready& ready, uint64_t seed, uint64_t first, uint64_t count, const Room& room) {
    switch (ready.clocks) {
        case 16: return Walk<W, 16>(ready, seed, first, count, room).run();
        case 32: return Walk<W, 32>(ready, seed, first, count, room).run();
        default: return Walk<W, 48>(ready, seed, first, count, room).run();
    }
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
