// Where the sub-samples of a pixel lie, in 1/256 pixel from its centre: the tables of SamplePattern.cs (a test compares what they do). Sample 0
// is the centre in every pattern, because labels are read there; the mean of a pattern is the centre.
const ivec2 SampleOffsets4[4] = ivec2[](ivec2(0, 0), ivec2(93, 25), ivec2(-68, 68), ivec2(-25, -93));
const ivec2 SampleOffsets8[8] = ivec2[](ivec2(0, 0), ivec2(-125, 63), ivec2(97, -15), ivec2(-54, 106), ivec2(110, -108), ivec2(-75, -40),
    ivec2(12, -86), ivec2(35, 80));
const ivec2 SampleOffsets16[16] = ivec2[](ivec2(0, 0), ivec2(-97, 89), ivec2(66, -75), ivec2(57, -15), ivec2(61, 108), ivec2(-86, -85),
    ivec2(71, 45), ivec2(11, -104), ivec2(7, 73), ivec2(-43, 117), ivec2(116, -122), ivec2(-124, 35), ivec2(120, -41), ivec2(-80, -12),
    ivec2(-30, -55), ivec2(-49, 42));

// `count` is 1, 4, 8 or 16.
ivec2 sampleOffset(uint count, uint s) {
    return count == 4u ? SampleOffsets4[s] : count == 8u ? SampleOffsets8[s] : count == 16u ? SampleOffsets16[s] : ivec2(0);
}
