// Compiled without fused steps (CMakeLists.txt): the same seed gives the same persons, to the last bit, on every machine.
#include "population.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <functional>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "exactly.hpp"
#include "philox.hpp"
#include "walk.hpp"

namespace unspiral {

#ifdef UNSPIRAL_ISA_V2
namespace tables_x86_64_v2 {
extern const Walker walker;
}
#endif
#ifdef UNSPIRAL_ISA_V3
namespace tables_x86_64_v3 {
extern const Walker walker;
}
#endif
#ifdef UNSPIRAL_ISA_V4
namespace tables_x86_64_v4 {
extern const Walker walker;
}
#endif
#ifdef UNSPIRAL_ISA_NEON
namespace tables_neon {
extern const Walker walker;
}
#endif
#ifdef UNSPIRAL_ISA_GENERIC
namespace tables_generic {
extern const Walker walker;
}
#endif

namespace {

// Streams beside the clocks, which are numbered from 0, and the first stream of a person (walker.hpp).
constexpr uint32_t OWN = 0xFFFF0100u, FAMILY = 0xFFFF0200u;

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

int filled(int count, int to) { return (count + to - 1) / to * to; }

// Where to begin looking among cumulative shares, by the first bits of the dice.
std::vector<int32_t> guide(const std::vector<uint32_t>& below) {
    std::vector<int32_t> found;
    for (uint32_t bits = 0; bits < 1u << GUIDE_BITS; ++bits) {
        const auto at = std::upper_bound(below.begin(), below.end() - 1, bits << (32 - GUIDE_BITS));
        found.push_back((int32_t)(at - below.begin()));
    }
    return found;
}

const Walker& walker(const std::string& name) {
    static const Walker* const all[] = {
#ifdef UNSPIRAL_ISA_V2
        &tables_x86_64_v2::walker,
#endif
#ifdef UNSPIRAL_ISA_V3
        &tables_x86_64_v3::walker,
#endif
#ifdef UNSPIRAL_ISA_V4
        &tables_x86_64_v4::walker,
#endif
#ifdef UNSPIRAL_ISA_NEON
        &tables_neon::walker,
#endif
#ifdef UNSPIRAL_ISA_GENERIC
        &tables_generic::walker,
#endif
    };
    for (const Walker* one : all)
        if (name == one->name) return *one;
    throw std::invalid_argument("no such instruction set: " + name);
}

}  // namespace

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

Ready::Ready(const Town& from) : town(from) {
    clocks = filled(town.clocks, 16), outcomes = filled(town.outcomes, EIGHT);
    all_arms = ((uint64_t)1 << town.arms) - 1;
    since = !town.since_course.empty();
    per_event = std::any_of(town.per_event.begin(), town.per_event.end(), [](double x) { return x != 0.0; });
    const size_t K = clocks, rows = K / EIGHT, wide = outcomes / EIGHT, jumps = town.target.size();
    const size_t states = town.states, arms = town.arms, periods = town.periods, bands = town.bands, classes = town.class_below.size();
    rate.resize(arms * periods * states * rows), aged.resize(arms * periods * bands * 2 * rows), effect.resize(classes * rows);
    day.resize(states * wide), event.resize(K * wide), target.resize(states * K), course.resize(states * K), running.resize(states);
    const auto put = [](std::vector<Row>& to, size_t row, size_t entry, double x) { to[row + entry / EIGHT].x[entry % EIGHT] = x; };
    for (size_t s = 0; s < states; ++s) {
        for (int j = town.offset[s]; j < town.offset[s + 1]; ++j) {
            const size_t k = town.clock[j];
            running[s] |= (uint64_t)1 << k, target[s * K + k] = town.target[j], course[s * K + k] = (int8_t)town.course[j];
            for (size_t a = 0; a < arms * periods; ++a) put(rate, (a * states + s) * rows, k, town.rate[a * jumps + j]);
        }
        for (size_t o = 0; o < (size_t)town.outcomes; ++o) put(day, s * wide, o, town.per_day[o * states + s]);
    }
    for (size_t k = 0; k < (size_t)town.clocks; ++k) {
        for (size_t a = 0; a < arms * periods; ++a)
            for (size_t b = 0; b < bands * 2; ++b) put(aged, (a * bands * 2 + b) * rows, k, town.aged[(a * town.clocks + k) * bands * 2 + b]);
        if (town.factors == 0)
            for (size_t c = 0; c < classes; ++c) put(effect, c * rows, k, town.effect[c * town.clocks + k]);
        for (size_t o = 0; o < (size_t)town.outcomes; ++o) put(event, k * wide, o, town.per_event[o * town.clocks + k]);
    }
    cell_guide = guide(town.cell_below), class_guide = guide(town.class_below);
    compare();
}

// Which arms differ from the first, and where.
void Ready::compare() {
    const size_t K = clocks, rows = K / EIGHT, states = town.states, periods = town.periods, turns = (size_t)town.bands * 2;
    differs.resize(periods * turns * states);
    for (size_t p = 0; p < periods; ++p)
        for (size_t b = 0; b < turns; ++b)
            for (size_t s = 0; s < states; ++s)
                for (size_t arm = 1; arm < (size_t)town.arms; ++arm) {
                    const double *mine = numbers(rate, ((arm * periods + p) * states + s) * rows), *first = numbers(rate, (p * states + s) * rows);
                    const double *my_age = numbers(aged, ((arm * periods + p) * turns + b) * rows), *first_age = numbers(aged, (p * turns + b) * rows);
                    bool apart = false;
                    for (uint64_t rest = running[s]; rest; rest &= rest - 1) {
                        const int k = __builtin_ctzll(rest);
                        apart |= mine[k] != first[k] || my_age[k] != first_age[k];
                    }
                    differs[(p * turns + b) * states + s] |= (uint64_t)apart << arm;
                }
}

namespace {

void check(Trouble trouble) {
    if (trouble == Trouble::restless)
        throw std::invalid_argument("town: more than 32,768 events in one life: a rate is far too high");
    if (trouble == Trouble::vast) throw std::invalid_argument("town: an outcome of one life beyond 2^28: choose a larger unit");
}

// One worker's own counts, of as many parts as it takes.
struct Worker {
    Tally tally;
    std::vector<Sum> sums;
    Trouble trouble = Trouble::none;
};

void work(const Ready& ready, const Walker& by, uint64_t seed, uint64_t first, uint64_t count, std::atomic<uint64_t>& next,
          std::atomic<bool>& stop, Worker& own) {
    const Town& town = ready.town;
    const size_t weeks = (size_t)town.weeks + 1, states = town.states, clocks = town.clocks, row = states + clocks, arms = town.arms;
    std::vector<uint32_t> counts((arms + 1) * (weeks + 1) * row), running(states);
    own.tally.there.assign(arms * states * weeks, 0), own.tally.events.assign(arms * clocks * weeks, 0);
    own.sums.assign(arms * town.outcomes, Sum{});
    const Room room{counts.data(), own.sums.data(), nullptr, nullptr, &stop};
    for (uint64_t part; !stop && (part = next++) * PART < count;) {
        std::fill(counts.begin(), counts.end(), 0);
        own.trouble = by.walk(ready, seed, first + part * PART, std::min(PART, count - part * PART), room);
        if (own.trouble != Trouble::none) stop = true;
        for (size_t arm = 0; arm < arms; ++arm) {
            const uint32_t *mine = &counts[arm * (weeks + 1) * row], *all = &counts[arms * (weeks + 1) * row];
            std::fill(running.begin(), running.end(), 0);
            for (size_t w = 0; w < weeks; ++w) {
                for (size_t s = 0; s < states; ++s) {
                    running[s] += mine[w * row + s] + all[w * row + s];
                    own.tally.there[(arm * states + s) * weeks + w] += running[s];
                }
                const size_t rung = (w + 1) * row + states;
                for (size_t k = 0; k < clocks; ++k) own.tally.events[(arm * clocks + k) * weeks + w] += (int64_t)mine[rung + k] + all[rung + k];
            }
        }
    }
}

int64_t fitting(__int128 sum) {
    if (sum > INT64_MAX || sum < INT64_MIN) throw std::invalid_argument("town: an outcome's sum outgrows 64 bits: choose a larger unit, or fewer persons at a time");
    return (int64_t)sum;
}

}  // namespace

Tally simulate(const Town& town, uint64_t seed, uint64_t first, uint64_t count, int threads, const std::string& isa) {
    const Ready ready(town);
    const Walker& by = walker(isa);
    threads = (int)std::clamp<uint64_t>(count / 1024, 1, (uint64_t)std::clamp(threads, 1, 256));
    std::vector<Worker> workers(threads);
    std::atomic<uint64_t> next{0};
    std::atomic<bool> stop{false};
    std::vector<std::exception_ptr> thrown(threads);
    const auto run = [&](int i) {
        try {
            work(ready, by, seed, first, count, next, stop, workers[i]);
        } catch (...) {
            thrown[i] = std::current_exception(), stop = true;
        }
    };
    std::vector<std::thread> others;
    for (int i = 1; i < threads; ++i) {
        try {
            others.emplace_back(run, i);
        } catch (const std::system_error&) {
            break;  // as many as the machine gives
        }
    }
    run(0);
    for (std::thread& other : others) other.join();
    for (const auto& one : thrown)
        if (one) std::rethrow_exception(one);
    for (const Worker& one : workers) check(one.trouble);
    Tally& tally = workers[0].tally;
    for (size_t i = 1; i <= others.size(); ++i) {
        std::transform(tally.there.begin(), tally.there.end(), workers[i].tally.there.begin(), tally.there.begin(), std::plus<>());
        std::transform(tally.events.begin(), tally.events.end(), workers[i].tally.events.begin(), tally.events.begin(), std::plus<>());
    }
    for (size_t at = 0; at < workers[0].sums.size(); ++at) {
        Sum sum{};
        for (size_t i = 0; i <= others.size(); ++i) {
            const Sum& more = workers[i].sums[at];
            sum.amount += more.amount, sum.apart += more.apart, sum.square += more.square, sum.apart_square += more.apart_square;
        }
        tally.amount.push_back(fitting(sum.amount)), tally.apart.push_back(fitting(sum.apart));
        tally.square.push_back({sum.square}), tally.apart_square.push_back({sum.apart_square});
    }
    return std::move(tally);
}

std::vector<Event> events(const Town& town, uint64_t seed, uint64_t first, uint64_t count, const std::string& isa) {
    const Ready ready(town);
    std::vector<uint32_t> counts((size_t)(town.arms + 1) * (town.weeks + 2) * ((size_t)town.states + town.clocks));
    std::vector<Sum> sums((size_t)town.arms * town.outcomes);
    std::vector<Event> found;
    const std::atomic<bool> stop{false};
    const auto tell = [](void* told, const Event& event) { static_cast<std::vector<Event>*>(told)->push_back(event); };
    const Room room{counts.data(), sums.data(), &found, tell, &stop};
    check(walker(isa).walk(ready, seed, first, count, room));
    // Many were in flight; each life was told in the order of its days.
    std::stable_sort(found.begin(), found.end(), [](const Event& a, const Event& b) { return a.person != b.person ? a.person < b.person : a.arm < b.arm; });
    return found;
}

}  // namespace unspiral
