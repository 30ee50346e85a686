using System.CommandLine;
using System.Runtime.InteropServices;
using Render.Vulkan.Devices;

namespace Render.Cli.Commands;

/// <summary><c>render doctor</c>: what was found on this machine, what is missing, and the line that mends it.</summary>
internal static class DoctorCommand
{
    private static readonly Option<string?> Cache = Options.Cache();

    public static Command Create()
    {
        var command = new Command("doctor", "Say what this machine offers, what is missing, and how to mend it.") { Cache };
        command.SetAction(options => Run(Options.CacheFolder(options.GetValue(Cache))));
        return command;
    }

    private static int Run(string cache)
    {
        var healthy = true;
        void Say(bool ok, string what, string? remedy = null)
        {
            healthy &= ok;
            Console.Out.WriteLine($"{(ok ? "ok      " : "missing ")} {what}" + (ok || remedy is null ? "" : $"\n         mend it with: {remedy}"));
        }
        Say(true, $"render {Build.Version}, .NET {Environment.Version}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores");
        var vulkan = DeviceReport.Make();
        Say(vulkan.LoaderFound, "Vulkan loader (libvulkan.so.1)", vulkan.Remedy);
        for (var i = 0; i < vulkan.Devices.Length; i++)
        {
            var device = vulkan.Devices[i];
            var mark = i == vulkan.Chosen ? "  <- used unless --device says otherwise" : "";
            Console.Out.WriteLine($"         device {device.Index}: {device.Name} ({device.Kind}, {device.Driver}){mark}");
            if (!device.Usable)
                Console.Out.WriteLine($"           lacks {string.Join(", ", device.MissingFeatures)}");
        }
        if (vulkan.LoaderFound)
            Say(vulkan.Chosen is not null, vulkan.Chosen is null ? $"a usable Vulkan device: {vulkan.Problem}" : "a usable Vulkan device", vulkan.Remedy);
        var assimp = NativeLibrary.TryLoad("libassimp.so.5", out _);
        Say(assimp, "libassimp.so.5, for every model format but glTF, and for Draco", "apt-get install -y libassimp5");
        Say(NativeLibrary.TryLoad("libmeshoptimizer.so.2d", out _), "libmeshoptimizer.so.2d, for glTF in EXT_meshopt_compression", "apt-get install -y libmeshoptimizer2d");
        Say(NativeLibrary.TryLoad("libOpenEXRCore-3_1.so.30", out _) && NativeLibrary.TryLoad("libOpenEXR-3_1.so.30", out _),
            "libOpenEXRCore-3_1.so.30 and libOpenEXR-3_1.so.30, for OpenEXR images and environments", "apt-get install -y libopenexr-3-1-30");
        Say(NativeLibrary.TryLoad("libzstd.so.1", out _), "libzstd.so.1, for KTX2 images in Zstandard", "apt-get install -y libzstd1");
        Say(NativeLibrary.TryLoad("libode.so.8", out _), "libode.so.8, for objects that fall (place: drop)", "apt-get install -y libode8");
        var assets = Options.AssetsFolder();
        Say(assets is not null, assets is null ? "the program's own assets" : $"the program's own assets: {assets}", "run it from its checkout, or put the folder 'assets' beside the program");
        Say(CanWrite(cache), $"cache folder {cache}", "give a folder that can be written with --cache DIR");
        return healthy ? ExitCodes.Done : ExitCodes.TryAgain;
    }

    private static bool CanWrite(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".probe-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
