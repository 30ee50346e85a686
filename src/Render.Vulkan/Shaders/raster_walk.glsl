// One thread rasterises one small triangle: regular vertices, extent <= SmallPixels. Include raster.glsl and cutout.glsl first.

// (Functions, not constants: a selection by a specialisation constant is folded with the constant's default by the compiler.)
uint SamplesOfBlock() {
    if (SampleCount == 1u)
        return 1u;
    return 4u;
}

ivec2 BlockSize() {
    if (SampleCount == 1u)
        return ivec2(8, 4);
    return ivec2(4, 2);
}

// Which samples of a block are inside: bit x + 8 y where a pixel has one sample, else x + 4 y + 8 k. `e`: the edge functions at the first
// pixel's centre, less the bias; `shifts`: what the samples add; `columns`, `rows`: how many of the block's are inside the image.
uint coverage(ivec3 e, ivec3 stepX, ivec3 stepY, ivec3 shifts[4], int columns, int rows) {
    uint outside = 0u;
    if (SampleCount == 1u) {
        [[unroll]] for (int j = 0; j < 4; j++) {
            [[unroll]] for (int i = 0; i < 8; i++) {
                int o = (e.x + stepX.x * i) | (e.y + stepX.y * i) | (e.z + stepX.z * i);
                outside |= (uint(o) >> 31) << (8 * j + i);
            }
            e += stepY;
        }
        uint columnMask = ((1u << min(8, columns)) - 1u) * 0x01010101u;
        return ~outside & columnMask & 0xffffffffu >> (8 * (4 - min(4, rows)));
    }
    [[unroll]] for (int k = 0; k < 4; k++) {
        ivec3 f = e + shifts[k];
        [[unroll]] for (int j = 0; j < 2; j++) {
            [[unroll]] for (int i = 0; i < 4; i++) {
                int o = (f.x + stepX.x * i) | (f.y + stepX.y * i) | (f.z + stepX.z * i);
                outside |= (uint(o) >> 31) << (8 * k + 4 * j + i);
            }
            f += stepY;
        }
    }
    uint columnMask = ((1u << min(4, columns)) - 1u) * 0x11111111u;
    return ~outside & columnMask & (rows > 1 ? 0xffffffffu : 0x0f0f0f0fu);
}

// A triangle without area covers nothing.
bool isEmpty(ScreenVertex a, ScreenVertex b, ScreenVertex c) {
    ivec2 e1 = b.snapped - a.snapped, e2 = c.snapped - a.snapped;
    return e1.x * e2.y == e1.y * e2.x;
}

// Range of the 32-bit edge functions: extents are at most 64 px = 2^14 units and samples lie at most 8 px outside, so that each product stays
// below 2^14 * (2^14 + 2^11 + 2^9) < 2^28.3 and a difference of two below 2^29.3.
// `group`: the first of SamplesOfBlock() samples.
void walk(ScreenVertex a, ScreenVertex b, ScreenVertex c, uint group, uint id, Holes holes) {
    SmallPlane plane = smallPlane(a, b, c);
    ivec2 p0 = a.snapped, p1 = b.snapped, p2 = c.snapped;
    ivec2 e1 = p1 - p0, e2 = p2 - p0;
    int area = e1.x * e2.y - e1.y * e2.x;
    if (area < 0) {
        ivec2 swap = p1;
        p1 = p2;
        p2 = swap;
    }
    ivec2 d0 = p1 - p0, d1 = p2 - p1, d2 = p0 - p2;
    ivec3 bias = ivec3(topLeftBias(d0), topLeftBias(d1), topLeftBias(d2));
    ivec3 stepX = -SubPixels * ivec3(d0.y, d1.y, d2.y), stepY = SubPixels * ivec3(d0.x, d1.x, d2.x);
    ivec2 lo = min(p0, min(p1, p2)), hi = max(p0, max(p1, p2));
    // Blocks of 8 x 4 pixels with one sample, or 4 x 2 with four: coverage as the bits of a word, then only the set bits are visited. Loops run
    // at least once, for lavapipe executes the body of a loop before it can leave it.
    ivec2 offsets[4];
    [[unroll]] for (int k = 0; k < 4; k++)
        offsets[k] = sampleOffset(SampleCount, group + k);
    ivec2 least = ivec2(0), most = ivec2(0);
    if (SampleCount > 1u) {
        least = min(min(offsets[0], offsets[1]), min(offsets[2], offsets[3]));
        most = max(max(offsets[0], offsets[1]), max(offsets[2], offsets[3]));
    }
    ivec2 first = firstPixel(lo, most), last = lastPixel(hi, least);
#ifdef AMODAL
    // The row of a block lies within one word; what is before the first pixel is outside the triangle.
    first.x = maskFirst.x + (first.x - maskFirst.x & ~7);
#endif
    ivec2 q = first * SubPixels + SubPixels / 2;
    ivec2 q0 = q - p0, q1 = q - p1, q2 = q - p2;
    ivec3 e = ivec3(d0.x * q0.y - d0.y * q0.x, d1.x * q1.y - d1.y * q1.x, d2.x * q2.y - d2.y * q2.x) - bias;
    ivec3 shifts[4];
    [[unroll]] for (int k = 0; k < 4; k++)
        shifts[k] = ivec3(d0.x, d1.x, d2.x) * offsets[k].y - ivec3(d0.y, d1.y, d2.y) * offsets[k].x;
    int columns = last.x - first.x + 1, rows = last.y - first.y + 1;
    columns = rows > 0 ? max(columns, 0) : 0;
    ivec2 corner = ivec2(0);
    do {
        uint covered = coverage(e + stepX * corner.x + stepY * corner.y, stepX, stepY, shifts, columns - corner.x, rows - corner.y);
#ifdef AMODAL
        if (Cutouts == 0u) {
            do {
                if (covered != 0u) {
                    int row = findLSB(covered) >> 3;
                    setBits(first.x + corner.x, first.y + corner.y + row, covered >> (8 * row) & 255u);
                    covered &= ~(255u << (8 * row));
                }
            } while (covered != 0u);
        }
#endif
        do {
            if (covered != 0u) {
                int bit = findLSB(covered);
                covered &= covered - 1u;
                ivec2 pixel;
                uint s = 0u;
                ivec2 offset = ivec2(0);
                if (SampleCount == 1u) {
                    pixel = first + corner + ivec2(bit & 7, bit >> 3);
                } else {
                    pixel = first + corner + ivec2(bit & 3, bit >> 2 & 1);
                    int k = bit >> 3;
                    offset = (k & 2) == 0 ? ((k & 1) == 0 ? offsets[0] : offsets[1]) : ((k & 1) == 0 ? offsets[2] : offsets[3]);
                    s = group + uint(k);
                }
                ivec2 at = pixel * SubPixels + SubPixels / 2 + offset;
                if (Cutouts == 0u || isSolid(holes, at))
                    put(s, pixel.x, pixel.y, valueAt(plane, at), id);
            }
        } while (covered != 0u);
        corner.x += BlockSize().x;
        bool next = corner.x >= columns;
        corner = ivec2(next ? 0 : corner.x, corner.y + (next ? BlockSize().y : 0));
    } while (corner.y < rows);
}
