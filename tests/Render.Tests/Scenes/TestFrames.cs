using System.Text.Json;
using Render.Core.Frames;

namespace Render.Tests.Scenes;

/// <summary>Frames as text, so that two of them can be compared bit for bit.</summary>
public static class TestFrames
{
    private static readonly JsonSerializerOptions Options = new() { IncludeFields = true };

    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static string Text(Frame frame) => JsonSerializer.Serialize(frame, Options);
}
