using Render.Core;
using Render.Core.Scenes;
using Render.Dataset.Annotators;
using Render.Dataset.Check;
using Render.Dataset.Encoders;

namespace Render.Dataset.Merge;

/// <summary>Gives category images the ids of another list of categories. Not thread-safe.</summary>
/// <param name="from">Of the images.</param>
/// <param name="to">Holds every name of <paramref name="from"/>.</param>
/// <param name="compression">Of the new files.</param>
internal sealed class CategoryImage(Category[] from, Category[] to, PngCompression compression)
{
    private readonly LabelPngReader _reader = new();
    private readonly PngEncoder _encoder = new(compression);
    private readonly NumberMap _map = Map(from, to);
    private readonly LabelPngForm _form = from.Length > 255 ? LabelPngForm.Gray16 : LabelPngForm.Indexed8;

    /// <summary>False where a file stays as it is: the palette, too, follows from the number of categories.</summary>
    public bool Moves { get; } = !from.SequenceEqual(to);

    /// <param name="png">A category image.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="where">For messages.</param>
    /// <exception cref="RenderException">It is damaged, or holds an id that no category has.</exception>
    public byte[] Renumber(byte[] png, int width, int height, string where)
    {
        ushort[] ids;
        try
        {
            ids = _form == LabelPngForm.Gray16
                ? _reader.ReadGray16(png, width, height)
                : Array.ConvertAll(_reader.Read(png, _form, width, height).ToArray(), id => (ushort)id);
        }
        catch (InvalidDataException e)
        {
            throw new RenderException(Failure.InvalidInput, $"the category image cannot be read: {e.Message}.", where, inner: e);
        }
        if (ids.AsSpan().IndexOfAnyExceptInRange((ushort)0, (ushort)from.Length) is var at and >= 0)
            throw new RenderException(Failure.InvalidInput, $"pixel ({at % width}, {at / width}) has the category {ids[at]}, and there are {from.Length}.", where);
        var moved = new ushort[ids.Length];
        _map.Apply(ids, moved);
        return SemanticAnnotator.Encode(_encoder, moved, width, height, to.Length).ToArray();
    }

    private static NumberMap Map(Category[] from, Category[] to)
    {
        var ids = to.ToDictionary(category => category.Name, category => category.Id, StringComparer.Ordinal);
        var map = new NumberMap();
        map.Set(from.Length, id => ids[from[id - 1].Name]);
        return map;
    }
}
