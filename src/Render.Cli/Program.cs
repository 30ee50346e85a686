using Render.Assets.Worker;

if (args is [ImportWorker.Verb, ..])
    return ImportWorker.Run(args[1..]);
Console.Error.WriteLine("not built yet");
return 1;
