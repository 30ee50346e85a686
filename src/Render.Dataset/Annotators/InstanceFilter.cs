using Render.Core.Scenes;
using Render.Dataset.Records;

namespace Render.Dataset.Annotators;

/// <summary>Which visible, labelled instances have no annotation. They keep their numbers and everything else that the record says of them.</summary>
internal static class InstanceFilter
{
    /// <summary>The instance as it is, or not annotated for the first of the reasons.</summary>
    public static InstanceOutput Apply(LabelSettings labels, InstanceOutput instance) =>
        instance.NotAnnotated is null && Reason(labels, instance) is { } reason ? instance with { NotAnnotated = reason } : instance;

    private static NotAnnotated? Reason(LabelSettings labels, InstanceOutput instance)
    {
        if (instance.Area < labels.MinPixels)
            return NotAnnotated.BelowMinPixels;
        var box = instance.Box;
        if (Math.Min(box.Width, box.Height) < labels.MinSizePx)
            return NotAnnotated.BelowMinSize;
        if (instance.Amodal?.Visibility < labels.MinVisibility)
            return NotAnnotated.BelowMinVisibility;
        return instance.Amodal?.Truncation > labels.MaxTruncation ? NotAnnotated.AboveMaxTruncation : null;
    }
}
