#define UNSPIRAL_ALONE
#include "isa_v3.cpp"
