// What the host says with each dispatch of a shading pass. Loaded with the frame, for the same reason.
layout(push_constant, scalar) uniform Push {
    uint rowStart;      // rows of the image that the visibility buffer holds: from this one
    uint rowEnd;        // up to this one, exclusive
    uint layerStride;   // visibility samples between two layers
    uint spanCapacity;  // entries of each list of spans
} pushConstants;

layout(binding = 16) uniform usamplerBuffer visibilityWords; // a sample: id, key

// Depth along the optical axis of a visibility key, metres.
float depthOf(uint key) { return 1.0 / uintBitsToFloat(~key); }

uint rowStart, rowEnd, layerStride, spanCapacity;

void loadConstants() {
    loadFrame();
    rowStart = pushConstants.rowStart;
    rowEnd = pushConstants.rowEnd;
    layerStride = pushConstants.layerStride;
    spanCapacity = pushConstants.spanCapacity;
}
