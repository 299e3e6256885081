#define UNSPIRAL_ISA x86_64_v4
#define UNSPIRAL_TABLES tables_x86_64_v4
#define UNSPIRAL_WIDTH 8
#include "walker.hpp"
