using System.Text.Json.Serialization;
using Render.Cli.Turntable;
using Render.Dataset.Coco;
using Render.Dataset.Conversion;
using Render.Dataset.Reports;

namespace Render.Cli;

/// <summary>What <c>render generate --json</c> ends with.</summary>
internal sealed record GenerateReport(string Folder, long Frames, long Images, long Present, long[] Quarantined, double Seconds, string[] Annotations, string? ContactSheet, PolygonFit? Polygons);

/// <summary>One of the datasets that <c>render ablate --json</c> reports. Frozen: paths of the values that it does without; Folder: null where nothing was rendered.</summary>
internal sealed record AblationReport(string Name, string? Folder, string[] Frozen, long Images, long Present, long[] Quarantined);

/// <summary>What <c>render turntable --json</c> prints.</summary>
internal sealed record TurntableReport(string Sheet, ModelFacts Model);

/// <summary>What <c>render convert --json</c> prints.</summary>
internal sealed record ConvertReport(string Schema, string Folder, FormatSummary[] Formats)
{
    public static ConvertReport Of(ConversionSummary summary) => new("render.convert/1", summary.Folder, [.. summary.Formats]);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GenerateReport))]
[JsonSerializable(typeof(AblationReport[]))]
[JsonSerializable(typeof(TurntableReport))]
[JsonSerializable(typeof(ValidateReport))]
[JsonSerializable(typeof(CheckReport))]
[JsonSerializable(typeof(ConvertReport))]
[JsonSerializable(typeof(DatasetReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
