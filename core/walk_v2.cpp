#define UNSPIRAL_ISA x86_64_v2
#define UNSPIRAL_TABLES tables_x86_64_v2
#define UNSPIRAL_WIDTH 2
#include "walker.hpp"
