using System.Runtime.InteropServices;

namespace Render.Core.Processes;

/// <summary>Limits that this process gives itself.</summary>
public static partial class ProcessLimits
{
    private const int LimitFileSize = 1, LimitData = 2, LimitCore = 4, StandardOutput = 1, StandardError = 2;

    /// <summary>
    /// At most <paramref name="bytes"/> of writable private memory, managed and native together, no larger file written, and no core dumps. RLIMIT_DATA, not RLIMIT_AS:
    /// the runtime reserves hundreds of gigabytes of addresses that it never uses, and only RLIMIT_DATA leaves reserved pages out (Linux 4.7).
    /// </summary>
    public static void Set(long bytes)
    {
        Limit(LimitData, (ulong)bytes);
        Limit(LimitFileSize, (ulong)bytes);
        Limit(LimitCore, 0);
    }

    /// <summary>A new descriptor for standard output; descriptor 1 leads to standard error from now on.</summary>
    public static nint TakeStandardOutput()
    {
        var taken = Dup(StandardOutput);
        if (taken < 0 || Dup2(StandardError, StandardOutput) < 0)
            throw new InvalidOperationException($"dup failed: {Marshal.GetLastPInvokeError()}");
        return taken;
    }

    private static void Limit(int resource, ulong value)
    {
        var limit = new ResourceLimit { Soft = value, Hard = value };
        if (SetLimit(resource, limit) != 0)
            throw new InvalidOperationException($"setrlimit({resource}) failed: {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    private static partial int Dup(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Dup2(int from, int to);

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public ulong Soft, Hard;
    }
}
