// One instruction set's share of the kernel: the same templates, compiled with its own flags into a namespace of its own.
// The including file defines UNSPIRAL_ISA (a name), UNSPIRAL_TABLES, UNSPIRAL_WIDTH (numbers in a register), and UNSPIRAL_FEW where
// loops over sizes known at run time are enough: machines that old are rare, and each size costs a second of compiling.
#pragma once

#include "filter.hpp"
#include "steps.hpp"

namespace UNSPIRAL_ISA {

template <int W> void steps_any(const Layout& at, const Series& series, double size, const double* dt, int count, double* table) {
#ifndef UNSPIRAL_FEW
    switch (at.p) {
        case 1: return steps<W, 1>(at, series, size, dt, count, table);
        case 2: return steps<W, 2>(at, series, size, dt, count, table);
        case 3: return steps<W, 3>(at, series, size, dt, count, table);
        case 4: return steps<W, 4>(at, series, size, dt, count, table);
        case 5: return steps<W, 5>(at, series, size, dt, count, table);
    }
#endif
    return steps<W, -1>(at, series, size, dt, count, table);
}

template <int W>
void steps_back_any(const Layout& at, const Series& series, double size, const double* dt, int count, const double* const* table_bar,
                    int tables, double* scratch, Series& bar) {
#ifndef UNSPIRAL_FEW
    switch (at.p) {
        case 1: return steps_back<W, 1>(at, series, size, dt, count, table_bar, tables, scratch, bar);
        case 2: return steps_back<W, 2>(at, series, size, dt, count, table_bar, tables, scratch, bar);
        case 3: return steps_back<W, 3>(at, series, size, dt, count, table_bar, tables, scratch, bar);
        case 4: return steps_back<W, 4>(at, series, size, dt, count, table_bar, tables, scratch, bar);
        case 5: return steps_back<W, 5>(at, series, size, dt, count, table_bar, tables, scratch, bar);
    }
#endif
    return steps_back<W, -1>(at, series, size, dt, count, table_bar, tables, scratch, bar);
}

template <int W> void filter_any(const Layout& at, const Block& block, const double* table, double* table_bar, double* tape) {
#ifndef UNSPIRAL_FEW
    if (at.unit && at.t == at.p) switch (at.p) {
            case 1: return filter<W, 1, 1, true>(at, block, table, table_bar, tape);
            case 2: return filter<W, 2, 2, true>(at, block, table, table_bar, tape);
            case 3: return filter<W, 3, 3, true>(at, block, table, table_bar, tape);
            case 4: return filter<W, 4, 4, true>(at, block, table, table_bar, tape);
        }
    if (at.unit && at.t == 0) switch (at.p) {
            case 1: return filter<W, 1, 0, true>(at, block, table, table_bar, tape);
            case 2: return filter<W, 2, 0, true>(at, block, table, table_bar, tape);
            case 3: return filter<W, 3, 0, true>(at, block, table, table_bar, tape);
            case 4: return filter<W, 4, 0, true>(at, block, table, table_bar, tape);
            case 5: return filter<W, 5, 0, true>(at, block, table, table_bar, tape);
        }
    if (at.t == 0) switch (at.p) {
            case 1: return filter<W, 1, 0, false>(at, block, table, table_bar, tape);
            case 2: return filter<W, 2, 0, false>(at, block, table, table_bar, tape);
            case 3: return filter<W, 3, 0, false>(at, block, table, table_bar, tape);
            case 4: return filter<W, 4, 0, false>(at, block, table, table_bar, tape);
            case 5: return filter<W, 5, 0, false>(at, block, table, table_bar, tape);
        }
#endif
    return filter<W, -1, -1, false>(at, block, table, table_bar, tape);
}

// One lane alone is as much code as many together: a file of its own (alone_*.cpp) lets both compile side by side.
#if defined(UNSPIRAL_ALONE)
template void filter_any<1>(const Layout&, const Block&, const double*, double*, double*);
#elif !defined(UNSPIRAL_FEW)
extern template void filter_any<1>(const Layout&, const Block&, const double*, double*, double*);
#endif

}  // namespace UNSPIRAL_ISA

#ifndef UNSPIRAL_ALONE
#define UNSPIRAL_NAMED(x) UNSPIRAL_NAMED_(x)
#define UNSPIRAL_NAMED_(x) #x

namespace unspiral {
namespace UNSPIRAL_TABLES {
extern const Isa table;
const Isa table = {
    UNSPIRAL_NAMED(UNSPIRAL_ISA),
    UNSPIRAL_WIDTH,
#ifdef UNSPIRAL_FEW
    0,
#else
    5,
#endif
    ::UNSPIRAL_ISA::series_of,
    ::UNSPIRAL_ISA::steps_any<UNSPIRAL_WIDTH>,
    ::UNSPIRAL_ISA::steps_back_any<UNSPIRAL_WIDTH>,
    ::UNSPIRAL_ISA::series_back,
    ::UNSPIRAL_ISA::filter_any<UNSPIRAL_WIDTH>,
    ::UNSPIRAL_ISA::filter_any<1>,
};
}  // namespace UNSPIRAL_TABLES
}  // namespace unspiral
#endif
