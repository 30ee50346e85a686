using System.Text.Json.Serialization;
using Render.Cli.Turntable;

namespace Render.Cli;

/// <summary>What <c>render generate --json</c> ends with.</summary>
internal sealed record GenerateReport(string Folder, long Frames, long Images, long Present, long[] Quarantined, double Seconds, string[] Annotations, string? ContactSheet);

/// <summary>What <c>render turntable --json</c> prints.</summary>
internal sealed record TurntableReport(string Sheet, ModelFacts Model);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GenerateReport))]
[JsonSerializable(typeof(TurntableReport))]
[JsonSerializable(typeof(ValidateReport))]
[JsonSerializable(typeof(CheckReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
