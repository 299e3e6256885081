#define UNSPIRAL_ALONE
#include "isa_v4.cpp"
