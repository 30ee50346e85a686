using Render.Core.Sampling;
using Render.Core.Scenes;
using Render.Core.Scenes.Language;

namespace Render.Core.Textures;

/// <summary>A number that a kind of texture takes: the single place where its name, range, default and documentation are declared.</summary>
internal sealed class TextureParameter
{
    private readonly Key<Value<double>>? _number;
    private readonly Key<Value<long>>? _whole;

    private TextureParameter(Key<Value<double>>? number, Key<Value<long>>? whole, double min, double max) =>
        (_number, _whole, Min, Max) = (number, whole, min, max);

    /// <param name="name">As scene and reference write it.</param>
    /// <param name="min">Least value.</param>
    /// <param name="max">Greatest value.</param>
    /// <param name="fallback">The default as YAML; its middle is what a reference without the parameter means.</param>
    /// <param name="doc">For the reference page.</param>
    /// <param name="unit">degrees ...; null for a plain number.</param>
    public static TextureParameter Number(string name, double min, double max, string fallback, string doc, string? unit = null) =>
        new(new(name, new SampledType<double>(new NumberType(unit, min, max)), fallback, doc), null, min, max);

    /// <inheritdoc cref="Number"/>
    public static TextureParameter Whole(string name, long min, long max, string fallback, string doc) =>
        new(null, new(name, new SampledType<long>(new IntegerType(min, max)), fallback, doc), min, max);

    public string Name => Key.Name;

    public double Min { get; }

    public double Max { get; }

    public bool IsWhole => _whole is not null;

    public Key Key => (Key?)_number ?? _whole!;

    /// <summary>The middle of the default.</summary>
    public double Middle => Key.ReadAny(SceneFile.Parse(Key.Default!).Root, new() { Roots = new AssetRoots([]) }) switch
    {
        Value<double> number => number.Base,
        Value<long> whole => whole.Base,
        _ => throw new InvalidOperationException($"{Name} has no default"),
    };

    /// <summary>What a scene says, or the default: drawn by frame and instance.</summary>
    public Func<DrawKey, int, double> Read(SectionReader r)
    {
        if (_number is not null)
            return r.Get(_number).Draw;
        var whole = r.Get(_whole!);
        return (key, instance) => whole.Draw(key, instance);
    }
}
