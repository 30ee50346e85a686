using System.CommandLine;
using Render.Dataset.Records;

namespace Render.Cli.Commands;

/// <summary><c>render schema</c>: the JSON schemas that editors and other programs check scene files and records with.</summary>
internal static class SchemaCommand
{
    private static readonly Argument<string> Of = new("of") { Description = "record." };

    public static Command Create()
    {
        Of.AcceptOnlyFromAmong("record");
        var command = new Command("schema", "Print the JSON schema of scene files, or of frame records.") { Of };
        command.SetAction(_ =>
        {
            Console.Out.WriteLine(RecordSchema.Json());
            return ExitCodes.Done;
        });
        return command;
    }
}
