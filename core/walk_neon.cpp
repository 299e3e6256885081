#define UNSPIRAL_ISA neon
#define UNSPIRAL_TABLES tables_neon
#define UNSPIRAL_WIDTH 2
#include "walker.hpp"
