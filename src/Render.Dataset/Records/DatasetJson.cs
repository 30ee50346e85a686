using System.Text.Json;
using System.Text.Json.Serialization;
using Render.Core.Frames;
using Render.Core.Scenes;

namespace Render.Dataset.Records;

/// <summary>A record as the readers of labels see it: the input is skipped, but for what says which frame it is.</summary>
internal sealed record OutputOnly
{
    public required string Schema { get; init; }

    public required InputName Input { get; init; }

    public FrameOutput? Output { get; init; }
}

/// <summary>What names a frame in the input part of its record.</summary>
internal sealed record InputName
{
    public required long Index { get; init; }

    // Set, not init: code made at build time would give an init accessor null where the text leaves it out.
    public string Split { get; set; } = "train";
}

/// <summary>
/// Everything that is written or read as JSON, with its code made at build time: snake_case, null left out, an unknown, missing or repeated
/// property
/// refused.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false,
    Converters =
    [
        typeof(Vector2Converter), typeof(Vector3Converter), typeof(TagConverter), typeof(SnakeCaseEnum<ToneCurve>), typeof(SnakeCaseEnum<LightKind>),
        typeof(SnakeCaseEnum<NotAnnotated>), typeof(SnakeCaseEnum<ImageFormat>), typeof(SnakeCaseEnum<CocoForms>), typeof(SnakeCaseEnum<DatasetLayout>),
        typeof(SnakeCaseEnum<BayerPattern>), typeof(SnakeCaseEnum<DemosaicMethod>), typeof(SnakeCaseEnum<JpegChroma>), typeof(SnakeCaseEnum<MaterialParameter>),
    ])]
[JsonSerializable(typeof(FrameRecord))]
[JsonSerializable(typeof(Commit.DatasetInfo))]
[JsonSerializable(typeof(Commit.RunReport))]
[JsonSerializable(typeof(Conversion.ConversionInfo))]
[JsonSerializable(typeof(Layout.ShardManifest))]
internal sealed partial class DatasetJson : JsonSerializerContext;

/// <summary>The same, for the half of a record that readers of labels use.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip, RespectNullableAnnotations = true,
    Converters = [typeof(Vector2Converter), typeof(Vector3Converter), typeof(TagConverter), typeof(SnakeCaseEnum<NotAnnotated>)])]
[JsonSerializable(typeof(OutputOnly))]
internal sealed partial class OutputJson : JsonSerializerContext;

/// <summary>Enumerations by name, snake_case; numbers are refused.</summary>
internal sealed class SnakeCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
