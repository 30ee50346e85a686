using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset.Records;

namespace Render.Dataset.Annotators;

/// <summary>Adds to what the record says of each instance of an image. It keeps its buffers from image to image, so each thread has its own.</summary>
public abstract class RecordAnnotator
{
    /// <summary>What it reads of the rendered image.</summary>
    public abstract Aov Needs { get; }

    /// <summary>Before the instances of an image.</summary>
    public virtual void Begin(LabelledImage image)
    {
    }

    /// <summary>The record of an instance of that image with what this annotator knows of it.</summary>
    public abstract InstanceOutput Annotate(LabelledImage image, InstanceOutput instance);

    /// <summary>The annotators that the settings ask for.</summary>
    internal static RecordAnnotator[] For(LabelSettings labels, DatasetOptions? options)
    {
        var annotators = new List<RecordAnnotator>();
        if (labels.CountsAmodal)
            annotators.Add(new AmodalAnnotator(labels.Amodal is { Masks: true }));
        if (labels.Pose)
            annotators.Add(new PoseAnnotator(options?.Models));
        if (labels.Keypoints)
            annotators.Add(new KeypointAnnotator(options?.Models, options?.Caster));
        return [.. annotators];
    }
}
