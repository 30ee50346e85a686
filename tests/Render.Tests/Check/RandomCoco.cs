using System.Text.Json.Nodes;
using Render.Tests.Dataset;

namespace Render.Tests.Check;

/// <summary>Random COCO files that are right: masks of every awkward kind as run lengths, in a string or a list, or as rectangles' polygons; boxes alone; crowds; keypoints.</summary>
internal static class RandomCoco
{
    public static string Text(Random random)
    {
        var (images, annotations) = (new JsonArray(), new JsonArray());
        var (imageIds, annotationIds) = (Ids(random, random.Next(1, 6)), Ids(random, 40));
        foreach (var id in imageIds)
        {
            var mask = Mask.Random(random);
            images.Add(new JsonObject { ["width"] = mask.Width, ["id"] = id, ["height"] = mask.Height, ["file_name"] = $"folder/{id}.jpg", ["flickr_url"] = "http://x/é\u2028" });
            for (var i = random.Next(0, 5); i > 0; i--)
            {
                if (Annotation(random, mask) is { } annotation)
                {
                    (annotation["id"], annotation["image_id"]) = (annotationIds[annotations.Count], id);
                    annotations.Add(annotation);
                }
                mask = Another(random, mask);
            }
        }
        var categories = new JsonArray();
        foreach (var id in (int[])[1, 2, 3])
            categories.Add(new JsonObject { ["id"] = id, ["name"] = $"name {id}", ["supercategory"] = "", ["keypoints"] = new JsonArray("a", "b"), ["skeleton"] = new JsonArray() });
        var parts = new (string Name, JsonNode Value)[] { ("images", images), ("annotations", annotations), ("categories", categories), ("info", new JsonObject()) };
        random.Shuffle(parts);
        return new JsonObject(parts.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Value))).ToJsonString(new() { WriteIndented = random.Next(2) == 0 });
    }

    private static Mask Another(Random random, Mask of)
    {
        for (var other = Mask.Random(random); ; other = Mask.Random(random))
            if ((other.Width, other.Height) == (of.Width, of.Height) || random.Next(50) == 0)
                return (other.Width, other.Height) == (of.Width, of.Height) ? other : of with { Pixels = [.. of.Pixels.Select(p => !p)] };
    }

    private static JsonObject? Annotation(Random random, Mask mask)
    {
        if (mask.Area == 0)
            return null;
        var box = mask.Box;
        var annotation = new JsonObject { ["category_id"] = random.Next(1, 4), ["iscrowd"] = 0, ["bbox"] = new JsonArray(box.X, box.Y, box.Width, box.Height) };
        var counts = mask.Counts.Select(c => (int)c).ToList();
        annotation["area"] = mask.Area;
        switch (random.Next(4))
        {
            case 0:
                annotation["segmentation"] = new JsonObject { ["size"] = new JsonArray(mask.Height, mask.Width), ["counts"] = CocoFile.Encode(counts) };
                break;
            case 1:
                annotation["segmentation"] = new JsonObject { ["counts"] = new JsonArray([.. counts.Select(c => (JsonNode)c)]), ["size"] = new JsonArray(mask.Height, mask.Width) };
                annotation["iscrowd"] = random.Next(2);
                break;
            case 2:
                annotation["area"] = box.Width * box.Height;
                annotation["segmentation"] = new JsonArray(new JsonArray(box.X, box.Y, box.X + box.Width, box.Y, box.X + box.Width, box.Y + box.Height, box.X, box.Y + box.Height));
                break;
            default:
                annotation["area"] = box.Width * box.Height;
                annotation["keypoints"] = new JsonArray(box.X, box.Y, 2, 0, 0, 0);
                annotation["num_keypoints"] = 1;
                break;
        }
        return annotation;
    }

    /// <summary>Positive, different, in no order.</summary>
    private static long[] Ids(Random random, int count)
    {
        var ids = new HashSet<long>();
        while (ids.Count < count)
            ids.Add(random.Next(3) == 0 ? random.NextInt64(1, long.MaxValue) : random.Next(1, 200));
        return [.. ids];
    }
}
