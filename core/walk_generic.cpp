#define UNSPIRAL_ISA generic
#define UNSPIRAL_TABLES tables_generic
#define UNSPIRAL_WIDTH 2
#include "walker.hpp"
