using System.CommandLine;
using Render.Core.Scenes;
using Render.Dataset.Records;

namespace Render.Cli.Commands;

/// <summary><c>render schema</c>: the JSON schemas that editors and other programs check scene files and records with.</summary>
internal static class SchemaCommand
{
    private static readonly Argument<string> Of = new("of") { Description = "scene (the default), keypoints or record.", DefaultValueFactory = _ => "scene" };

    public static Command Create()
    {
        Of.AcceptOnlyFromAmong("scene", "keypoints", "record");
        var command = new Command("schema", "Print the JSON schema of scene files, of files of keypoints, or of frame records.") { Of };
        command.SetAction(options =>
        {
            Console.Out.Write(options.GetValue(Of) switch
            {
                "record" => RecordSchema.Json(),
                "keypoints" => SceneSchema.KeypointsJson(),
                _ => SceneSchema.Json(),
            });
            return ExitCodes.Done;
        });
        return command;
    }
}
