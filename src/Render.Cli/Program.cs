using System.CommandLine;
using Render.Cli;
using Render.Cli.Commands;
using Render.Core;

// Workers are started by this program itself, not by users: they never see the command tree.
if (args is [Render.Assets.Worker.ImportWorker.Verb, ..])
    return Render.Assets.Worker.ImportWorker.Run(args[1..]);
if (args is [Render.Core.Placement.Physics.PhysicsWorker.Verb, ..])
    return Render.Core.Placement.Physics.PhysicsWorker.Run(args[1..]);

return ExitCodes.Run(args.Contains("--verbose"), () =>
{
    var root = new RootCommand("Turns a scene file, a distribution of 3D scenes, into images with pixel-perfect labels.")
    {
        GenerateCommand.Create(),
        ValidateCommand.Create(),
        ExplainCommand.Create(),
        PreviewCommand.Create(),
        AblateCommand.Create(),
        TurntableCommand.Create(),
        ReplayCommand.Create(),
        MergeCommand.Create(),
        ConvertCommand.Create(),
        CheckCommand.Create(),
        ReportCommand.Create(),
        DoctorCommand.Create(),
        SchemaCommand.Create(),
    };
    root.Options.Add(Options.Verbose);
    var parsed = root.Parse(args);
    if (parsed.Errors.Count > 0 && parsed.Action is not System.CommandLine.Help.HelpAction)
        throw new RenderException(Failure.Usage, string.Join(" ", parsed.Errors.Select(e => e.Message)), remedy: "See render --help.");
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
});
