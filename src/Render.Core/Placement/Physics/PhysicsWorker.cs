using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Render.Core.Processes;

namespace Render.Core.Placement.Physics;

/// <summary>The child process in which things fall, as <see cref="WorkerHost"/> describes it. Started by <see cref="PhysicsWorkers"/> only.</summary>
public static class PhysicsWorker
{
    /// <summary>The hidden verb of the command line.</summary>
    public const string Verb = "physics-worker";

    private const int StackBytes = 4 << 20;

    /// <param name="args">The memory limit in bytes.</param>
    /// <returns>Exit code: 0, or 2 where the arguments are wrong.</returns>
    public static int Run(string[] args)
    {
        string? problem = null;
        var ready = false;
        return WorkerHost.Run(args, SettleRequest.From, (request, _) =>
        {
            if (!ready)
                (problem, ready) = (Prepare(), true);
            return (problem is null ? SettleSimulation.Run(request) : new(problem, [], 0, 0)).ToBytes();
        }, StackBytes);
    }

    /// <summary>On the thread that simulates; says what is wrong with the library, if anything.</summary>
    internal static unsafe string? Prepare()
    {
        try
        {
            OdeNative.SetErrorHandler(&Fail);
            OdeNative.SetDebugHandler(&Fail);
            OdeNative.SetMessageHandler(&Ignore);
            return OdeNative.Initialize(0) != 0 && OdeNative.AllocateForThread(~0u) != 0 && OdeNative.CheckConfiguration("ODE_double_precision") != 0
                ? null
                : $"{OdeNative.Library} is not built in double precision; install Debian's libode8 (apt-get install -y libode8).";
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return $"things fall with the help of {OdeNative.Library}, which is missing; install it (apt-get install -y libode8).";
        }
    }

    /// <summary>ODE's own handlers would print and abort; the process has nothing worth going on with either way.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void Fail(int number, byte* message, nint arguments)
    {
        Console.Error.WriteLine($"ODE: {Marshal.PtrToStringUTF8((nint)message)} ({number})");
        Environment.Exit(70);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void Ignore(int number, byte* message, nint arguments)
    {
    }
}
