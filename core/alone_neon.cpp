#define UNSPIRAL_ALONE
#include "isa_neon.cpp"
