#define UNSPIRAL_ISA x86_64_v3
#define UNSPIRAL_TABLES tables_x86_64_v3
#define UNSPIRAL_WIDTH 4
#include "walker.hpp"
