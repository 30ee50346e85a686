using System.Text.Json.Serialization;

namespace Render.Cli;

/// <summary>What <c>render generate --json</c> ends with.</summary>
internal sealed record GenerateReport(string Folder, long Frames, long Images, long Present, long[] Quarantined, double Seconds, string[] Annotations, string? ContactSheet);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GenerateReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
