using Render.Core;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset.Coco;
using Render.Dataset.Records;

namespace Render.Dataset.Annotators;

/// <summary>One image with everything that annotators share: what is seen of each instance, and which category it has.</summary>
public sealed class LabelledImage
{
    private Category?[] _categories = [];
    private bool[] _annotated = [];

    public RenderedFrame Rendered { get; private set; } = null!;

    public VisibleInstances Visible { get; } = new();

    /// <summary>Null: the instance is not labelled.</summary>
    public Category? CategoryOf(int number) => _categories[number];

    /// <summary>True where the id image shows the instance.</summary>
    public bool IsLabelled(int number) => _categories[number] is not null;

    /// <summary>True where the instance has an annotation: the record's filters let it through.</summary>
    public bool IsAnnotated(int number) => _annotated[number];

    /// <summary>Takes what the record will say of the instances; annotators that write files come after that.</summary>
    /// <param name="instances">All of them, by their numbers.</param>
    internal void Annotated(ReadOnlySpan<InstanceOutput> instances)
    {
        if (_annotated.Length <= instances.Length)
            _annotated = new bool[instances.Length + 1];
        for (var i = 0; i < instances.Length; i++)
            _annotated[i + 1] = instances[i].NotAnnotated is null;
    }

    internal void Read(RenderedFrame rendered, IReadOnlyDictionary<string, Category> categories)
    {
        Rendered = rendered;
        var instances = rendered.Frame.Instances;
        try
        {
            Visible.Scan(rendered.InstanceIds, rendered.Width, rendered.Height, instances.Length);
        }
        catch (InvalidDataException e)
        {
            throw new RenderException(
                Failure.Refused, $"the frame does not prove itself: {e.Message}.", $"frame {rendered.Key.Frame}",
                "It is not written. Please report it with its scene.", e);
        }
        if (_categories.Length <= instances.Length)
            _categories = new Category?[instances.Length + 1];
        for (var i = 0; i < instances.Length; i++)
        {
            Category? category = null;
            if (instances[i].Category is { } name && !categories.TryGetValue(name, out category))
                throw new RenderException(
                    Failure.InvalidInput, $"instance {i + 1} ({instances[i].Name}) has the category '{name}', which the dataset does not know.",
                    $"frame {rendered.Key.Frame}");
            _categories[i + 1] = category;
        }
    }
}
