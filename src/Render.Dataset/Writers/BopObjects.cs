using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Render.Dataset.Conversion;
using Render.Dataset.Records;

namespace Render.Dataset.Writers;

/// <summary>
/// Which obj_id stands for what: a category's model at one scale, numbered from 1 in the order of category, reference and scale over the whole dataset.
/// <c>objects.json</c> keeps it, with the box of the object in millimetres.
/// </summary>
internal sealed class BopObjects(ConversionTarget target)
{
    /// <summary>Scales that are drawn from a range would make every instance an object of its own.</summary>
    private const int Most = 10_000;

    private readonly SortedDictionary<Key, (int Id, Vector3 Size)> _objects = [];
    private bool _areNumbered;

    /// <summary>Before ids are asked for.</summary>
    public void Take(InstanceOutput instance, PoseOutput pose, SourceImage image)
    {
        if (Vector3.Min(pose.Scale, Vector3.Zero) != Vector3.Zero)
            throw target.Refuse($"instance {instance.Number} is mirrored, and BOP's poses are rigid.", where: image.Record);
        if (_objects.TryAdd(KeyOf(instance, pose), (0, pose.BoxSize)) && _objects.Count > Most)
            throw target.Refuse(
                $"more than {Most} objects: each scale of a model is one, since BOP's poses are rigid.", "Give the objects one scale, or a choice of few.", image.Record);
    }

    /// <summary>From 1; all have been taken.</summary>
    public int IdOf(InstanceOutput instance, PoseOutput pose, SourceImage image)
    {
        if (!_areNumbered)
            foreach (var (i, key) in _objects.Keys.ToArray().Index())
                _objects[key] = (i + 1, _objects[key].Size);
        _areNumbered = true;
        return _objects.TryGetValue(KeyOf(instance, pose), out var known)
            ? known.Id
            : throw target.Refuse("the record has changed while the conversion read it.", where: image.Record);
    }

    public void Write()
    {
        using var file = File.Create(target.Path("objects.json"));
        using (var json = new Utf8JsonWriter(file, new() { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            foreach (var (key, (id, size)) in _objects)
            {
                json.WriteStartObject(id.ToString(CultureInfo.InvariantCulture));
                json.WriteString("category", target.Info.Categories[key.Category - 1].Name);
                json.WriteString("model", key.Model);
                Write(json, "scale", new(key.ScaleX, key.ScaleY, key.ScaleZ));
                Write(json, "box_size_mm", size * 1000);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        file.WriteByte((byte)'\n');
    }

    private Key KeyOf(InstanceOutput instance, PoseOutput pose)
    {
        // Poses are float32: what is 1 in the scene may come back as 0.9999999.
        static float Rounded(float scale) => MathF.Round(scale * 1e4f) / 1e4f;
        return new(target.Category(instance).Id, pose.Model, Rounded(pose.Scale.X), Rounded(pose.Scale.Y), Rounded(pose.Scale.Z));
    }

    private static void Write(Utf8JsonWriter json, string key, Vector3 v)
    {
        json.WriteStartArray(key);
        foreach (var value in new[] { v.X, v.Y, v.Z })
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private readonly record struct Key(int Category, string Model, float ScaleX, float ScaleY, float ScaleZ) : IComparable<Key>
    {
        public int CompareTo(Key other)
        {
            var order = Category.CompareTo(other.Category);
            order = order != 0 ? order : string.CompareOrdinal(Model, other.Model);
            return order != 0 ? order : (ScaleX, ScaleY, ScaleZ).CompareTo((other.ScaleX, other.ScaleY, other.ScaleZ));
        }
    }
}
