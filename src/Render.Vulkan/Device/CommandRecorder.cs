using System.Diagnostics;
using Silk.NET.Vulkan;

namespace Render.Vulkan.Devices;

/// <summary>
/// Records commands and submits them, one recording at a time; used over and over. Not thread-safe. Between dependent commands stands a
/// <see cref="Barrier()"/>.
/// </summary>
public sealed unsafe class CommandRecorder : DeviceObject
{
    private readonly CommandPool _pool;
    private readonly Fence _fence;
    private CommandBuffer _commands;
    private string _what = "";
    private bool _recorded;

    public CommandRecorder(VulkanDevice device) : base(device)
    {
        try
        {
            var poolInfo = new CommandPoolCreateInfo
            {
                SType = StructureType.CommandPoolCreateInfo,
                QueueFamilyIndex = device.QueueFamily,
                Flags = CommandPoolCreateFlags.TransientBit,
            };
            CommandPool pool;
            device.Vk.CreateCommandPool(device.Handle, &poolInfo, null, &pool).Check("vkCreateCommandPool");
            _pool = pool;
            var bufferInfo = new CommandBufferAllocateInfo
            {
                SType = StructureType.CommandBufferAllocateInfo,
                CommandPool = pool,
                Level = CommandBufferLevel.Primary,
                CommandBufferCount = 1,
            };
            CommandBuffer commands;
            device.Vk.AllocateCommandBuffers(device.Handle, &bufferInfo, &commands).Check("vkAllocateCommandBuffers");
            _commands = commands;
            var fenceInfo = new FenceCreateInfo { SType = StructureType.FenceCreateInfo };
            Fence fence;
            device.Vk.CreateFence(device.Handle, &fenceInfo, null, &fence).Check("vkCreateFence");
            _fence = fence;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// Where it is set, <see cref="EndPass"/> submits and waits, and calls this with the pass's name and its wall-clock milliseconds: timestamps
    /// blame the wrong pass where several share a command buffer (measured on lavapipe).
    /// </summary>
    public Action<string, double>? PassMeasured { get; set; }

    /// <param name="what">For the message when it fails: <c>frame 12</c>.</param>
    public void Begin(string what)
    {
        (_what, _recorded) = (what, false);
        Device.Vk.ResetCommandPool(Device.Handle, _pool, 0).Check("vkResetCommandPool");
        var info = new CommandBufferBeginInfo
        {
            SType = StructureType.CommandBufferBeginInfo,
            Flags = CommandBufferUsageFlags.OneTimeSubmitBit,
        };
        Device.Vk.BeginCommandBuffer(_commands, &info).Check("vkBeginCommandBuffer");
    }

    public void Bind(BindingSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        set.Verify();
        var handle = set.Handle;
        Device.Vk.CmdBindPipeline(_commands, PipelineBindPoint.Compute, set.Pipeline.Handle);
        Device.Vk.CmdBindDescriptorSets(_commands, PipelineBindPoint.Compute, set.Pipeline.Layout, 0, 1, &handle, 0, null);
    }

    /// <summary>The push constants of the pipeline that is bound; the struct must be as large as the shader's.</summary>
    public void Push<T>(ComputePipeline pipeline, in T constants) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        if (sizeof(T) != pipeline.PushConstantSize)
            throw new ArgumentException($"{pipeline.Name} has {pipeline.PushConstantSize} bytes of push constants, {typeof(T).Name} {sizeof(T)}.");
        fixed (T* p = &constants)
            Device.Vk.CmdPushConstants(_commands, pipeline.Layout, ShaderStageFlags.ComputeBit, 0, (uint)sizeof(T), p);
    }

    /// <summary>Workgroups; each number 1..65535, which every device takes.</summary>
    public void Dispatch(int x, int y = 1, int z = 1)
    {
        if (x is < 1 or > 65535 || y is < 1 or > 65535 || z is < 1 or > 65535)
            throw new ArgumentOutOfRangeException(nameof(x), $"{x} x {y} x {z} workgroups.");
        _recorded = true;
        Device.Vk.CmdDispatch(_commands, (uint)x, (uint)y, (uint)z);
    }

    /// <summary>Workgroups that the device wrote: three words.</summary>
    /// <param name="buffer">Holds them.</param>
    /// <param name="offset">Bytes; a multiple of 4.</param>
    public void DispatchIndirect(DeviceBuffer buffer, long offset)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        _recorded = true;
        Device.Vk.CmdDispatchIndirect(_commands, buffer.Handle, (ulong)offset);
    }

    /// <summary>Everything recorded before is done, and seen, before anything after it.</summary>
    public void Barrier()
    {
        const PipelineStageFlags2 stages = PipelineStageFlags2.ComputeShaderBit | PipelineStageFlags2.AllTransferBit;
        Barrier(stages, AccessFlags2.MemoryWriteBit, stages | PipelineStageFlags2.DrawIndirectBit, AccessFlags2.MemoryReadBit | AccessFlags2.MemoryWriteBit);
    }

    /// <summary>Fills with a 32-bit word.</summary>
    /// <param name="buffer">What is filled.</param>
    /// <param name="word">Repeated.</param>
    /// <param name="offset">Bytes; a multiple of 4.</param>
    /// <param name="size">Bytes; a multiple of 4; null: all of it.</param>
    public void Fill(DeviceBuffer buffer, uint word, long offset = 0, long? size = null)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        _recorded = true;
        Device.Vk.CmdFillBuffer(_commands, buffer.Handle, (ulong)offset, (ulong?)size ?? Vk.WholeSize, word);
    }

    /// <summary>Writes a little data that the commands themselves carry, at the buffer's start: at most 65,536 bytes.</summary>
    public void Update<T>(DeviceBuffer buffer, ReadOnlySpan<T> data) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(buffer);
        _recorded = true;
        fixed (T* p = data)
            Device.Vk.CmdUpdateBuffer(_commands, buffer.Handle, 0, (ulong)(data.Length * sizeof(T)), p);
    }

    public void Copy(DeviceBuffer from, long fromOffset, DeviceBuffer to, long toOffset, long size)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        _recorded = true;
        var region = new BufferCopy((ulong)fromOffset, (ulong)toOffset, (ulong)size);
        Device.Vk.CmdCopyBuffer(_commands, from.Handle, to.Handle, 1, &region);
    }

    /// <summary>Marks the end of a pass: a barrier, or, while passes are measured, a submission of its own.</summary>
    public void EndPass(string name)
    {
        if (PassMeasured is null)
        {
            Barrier();
            return;
        }
        var start = Stopwatch.GetTimestamp();
        SubmitAndWait();
        PassMeasured(name, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        Begin(_what);
    }

    /// <summary>
    /// What was recorded so far is done, and the host sees it: what the host now does to buffers comes after it, and before what is recorded next. Where nothing was recorded, nothing is
    /// submitted.
    /// </summary>
    /// <returns>The time, for <see cref="EndHost"/>.</returns>
    /// <exception cref="Core.RenderException">The device was lost or did not finish in time.</exception>
    public long BeginHost()
    {
        if (_recorded)
        {
            SubmitAndWait();
            Begin(_what);
        }
        return Stopwatch.GetTimestamp();
    }

    /// <summary>Marks the end of the host's part.</summary>
    /// <param name="name">As in <see cref="EndPass"/>.</param>
    /// <param name="start">From <see cref="BeginHost"/>.</param>
    public void EndHost(string name, long start) => PassMeasured?.Invoke(name, Stopwatch.GetElapsedTime(start).TotalMilliseconds);

    /// <exception cref="Core.RenderException">The device was lost or did not finish in time.</exception>
    public void SubmitAndWait()
    {
        Barrier(PipelineStageFlags2.AllCommandsBit, AccessFlags2.MemoryWriteBit, PipelineStageFlags2.HostBit, AccessFlags2.HostReadBit);
        Device.Vk.EndCommandBuffer(_commands).Check("vkEndCommandBuffer");
        Device.SubmitAndWait(_commands, _fence, _what);
    }

    private protected override void Destroy()
    {
        if (_fence.Handle != 0)
            Device.Vk.DestroyFence(Device.Handle, _fence, null);
        if (_pool.Handle != 0)
            Device.Vk.DestroyCommandPool(Device.Handle, _pool, null);
        _commands = default;
    }

    private void Barrier(PipelineStageFlags2 from, AccessFlags2 fromAccess, PipelineStageFlags2 to, AccessFlags2 toAccess)
    {
        var barrier = new MemoryBarrier2
        {
            SType = StructureType.MemoryBarrier2,
            SrcStageMask = from,
            SrcAccessMask = fromAccess,
            DstStageMask = to,
            DstAccessMask = toAccess,
        };
        var info = new DependencyInfo { SType = StructureType.DependencyInfo, MemoryBarrierCount = 1, PMemoryBarriers = &barrier };
        Device.Vk.CmdPipelineBarrier2(_commands, &info);
    }
}
