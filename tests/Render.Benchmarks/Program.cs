using Render.Benchmarks;
using Render.Cli;
using Render.Core;

// Benchmarks, headless; each ends with one line of JSON on standard output.
return ExitCodes.Run(args.Contains("--verbose"), () => args switch
{
    ["reference-job", .. var rest] => ReferenceJobBenchmark.Run(rest),
    ["import", .. var rest] => ImportBenchmark.Run(rest),
    ["physics", .. var rest] => PhysicsBenchmark.Run(rest),
    ["strata", .. var rest] => StrataBenchmark.Run(rest),
    ["check", .. var rest] => CheckBenchmark.Run(rest),
    ["textures", .. var rest] => TextureBenchmark.Run(rest),
    ["scale", .. var rest] => ScaleBenchmark.Run(rest),
    ["start", .. var rest] => StartBenchmark.Run(rest),
    ["folder", .. var rest] => FolderBenchmark.Run(rest),
    ["png", .. var rest] => PngBenchmark.Run(rest),
    ["visibility", .. var rest] => VisibilityBenchmark.Run(rest),
    ["memory", .. var rest] => MemoryBenchmark.Run(rest),
    ["peers", .. var rest] => PeersBenchmark.Run(rest),
    ["labels", .. var rest] => LabelBenchmark.Run(rest),
    _ => throw new RenderException(Failure.Usage,
        "usage: tools/bench reference-job [--job DIR] [--repeats N] [--device D] [--passes] [--lens fisheye|brown-conrady] [--sensor] [--size WIDTHxHEIGHT] [--only labels|color] [--shards] -o OUT, tools/bench peers [--job DIR] [--repeats N] [--images N] -o OUT, tools/bench memory [--job DIR] [--frames N] -o OUT, tools/bench import [--repeats N] [--program RENDER], "
        + "tools/bench physics [--frames N], tools/bench strata [--frames N], tools/bench textures [--repeats N], tools/bench visibility [--repeats N] [--device D] [--host], tools/bench scale [--frames N] [--only NAME] [--device D] -o FOLDER, tools/bench start [--repeats N] [--scene SCENE] [--program RENDER], tools/bench folder [--frames N] [--program RENDER] -o FOLDER, tools/bench png [--repeats N] [--small] --images FOLDER, tools/bench labels [--repeats N] [--device D] -o FOLDER, or tools/bench check [--bytes N] [--program RENDER] -o FOLDER"),
});
