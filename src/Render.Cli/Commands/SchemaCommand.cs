using System.CommandLine;
using Render.Core.Scenes;
using Render.Dataset.Records;

namespace Render.Cli.Commands;

/// <summary><c>render schema</c>: the JSON schemas that editors and other programs check scene files and records with.</summary>
internal static class SchemaCommand
{
    private static readonly Argument<string> Of = new("of") { Description = "scene (the default) or record.", DefaultValueFactory = _ => "scene" };

    public static Command Create()
    {
        Of.AcceptOnlyFromAmong("scene", "record");
        var command = new Command("schema", "Print the JSON schema of scene files, or of frame records.") { Of };
        command.SetAction(options =>
        {
            Console.Out.Write(options.GetValue(Of) == "record" ? RecordSchema.Json() : SceneSchema.Json());
            return ExitCodes.Done;
        });
        return command;
    }
}
