using NetVips;
using Render.Core;
using Render.Dataset.Coco;
using Render.Dataset.Encoders;
using Render.Dataset.Layout;
using Render.Dataset.Records;

namespace Render.Cli.Preview;

/// <summary>The contact sheet of a dataset on disk, made from its records and images alone: what it shows is what training code will read.</summary>
internal static class DatasetSheet
{
    public const string FileName = "preview.png";

    /// <summary>Writes <see cref="FileName"/> into the dataset's folder, or to another file.</summary>
    /// <returns>Its path; null where the dataset has no image.</returns>
    /// <exception cref="RenderException">A record or an image cannot be read.</exception>
    public static string? Write(string folder, int images, string? file = null, Func<long, bool>? wanted = null)
    {
        using var store = FrameStore.Open(folder);
        var categories = new Dictionary<string, int>(StringComparer.Ordinal);
        var tiles = store.Frames.Where(frame => wanted?.Invoke(frame) ?? true)
            .SelectMany(frame => store.Record(frame).Output?.Images ?? [], (frame, image) => (Frame: frame, Image: image))
            .Take(images).Select(entry => Read(store, entry.Frame, entry.Image, categories)).ToArray();
        if (tiles.Length == 0)
            return null;
        var sheet = ContactSheet.Draw(tiles);
        var encoder = new PngEncoder();
        // Written aside and renamed: workers that share a folder may do this at the same time.
        var aside = file is null ? Directory.CreateDirectory(Path.Combine(folder, ".staging")).FullName : Path.GetDirectoryName(Path.GetFullPath(file))!;
        var temporary = Path.Combine(aside, $"{FileName}.{Guid.NewGuid():N}");
        file ??= Path.Combine(folder, FileName);
        File.WriteAllBytes(temporary, encoder.EncodeRgb8(sheet.Pixels, sheet.Width, sheet.Height));
        File.Move(temporary, file, overwrite: true);
        return file;
    }

    private static Tile Read(FrameStore store, long frame, ImageOutput image, Dictionary<string, int> categories)
    {
        var rgb = new byte[image.Width * image.Height * 3];
        // Of labels alone the sheet shows what they are laid over as gray.
        if (!image.HasColor)
            Array.Fill(rgb, (byte)0x80);
        try
        {
            if (image.HasColor)
            {
                using var picture = Image.NewFromBuffer(store.Read(frame, image.Image));
                using var srgb = picture.Bands == 3 ? picture.Copy() : picture.Colourspace(Enums.Interpretation.Srgb);
                rgb = srgb.WriteToMemory<byte>();
            }
        }
        catch (VipsException e)
        {
            throw new RenderException(Failure.InvalidInput, "the image cannot be read.", store.Place(frame, image.Image), inner: e);
        }
        var ids = new ushort[image.Width * image.Height];
        var instances = new List<TileInstance>();
        foreach (var instance in image.Instances.Where(i => i.NotAnnotated is null && i.Visible is not null))
        {
            Fill(ids, image.Width, image.Height, (ushort)instance.Number, RunLength.Decode(instance.Visible!, ids.Length));
            categories.TryAdd(instance.Category!, categories.Count + 1);
            var box = instance.Bbox!;
            instances.Add(new(instance.Number, categories[instance.Category!], instance.Category!, (box[0], box[1], box[2], box[3])));
        }
        return new(Title(image.FileStem), image.Width, image.Height, rgb, ids, instances);
    }

    /// <summary>The frame without its leading zeros, and what tells its images apart.</summary>
    private static string Title(string stem)
    {
        var digits = stem.Split('-', 2)[0];
        return digits.TrimStart('0').PadLeft(1, '0') + stem[digits.Length..];
    }

    /// <summary>Runs are column-major and begin with the pixels outside the mask.</summary>
    private static void Fill(ushort[] ids, int width, int height, ushort number, uint[] runs)
    {
        var at = 0L;
        for (var i = 0; i < runs.Length; at += runs[i++])
            if (i % 2 == 1)
                for (var p = at; p < at + runs[i]; p++)
                    ids[p % height * width + p / height] = number;
    }
}
