// What the resolve has to do, as lists that its own passes write and dispatch from (Passes/ShadingPasses). Only which entry of a list holds what
// depends on the order of the threads, never a pixel.

#include "shading_pass.glsl"

// Eight pixels of a row, which one vector of a CPU's lanes takes together.
const uint SPAN = 8u;
uint spansOfRow() { return (frame.width + SPAN - 1u) / SPAN; }

// Four words each at the beginning: count, then the groups to dispatch. UNIFORM: spans in which all samples show one triangle; PLAIN: those of them
// in which it has nothing but a colour.
const uint LIST_SURFACES = 0u, LIST_BACKGROUND = 1u, LIST_UNIFORM = 2u, LIST_PLAIN = 3u, LIST_EDGES = 4u;
const uint LISTS_END = 20u;

// The list of pixels with blended surfaces is one of its own: count, groups to dispatch, pixels of the band.
const uint BLENDED_HEADER = 4u;

// The lists are dispatched in columns: 65,535 groups of one row would not do for the largest images.
const uint GROUP = 64u, GROUP_COLUMNS = 32u;
uint itemOfThread() { return (gl_WorkGroupID.x * GROUP_COLUMNS + gl_WorkGroupID.y) * GROUP + gl_LocalInvocationIndex; }
