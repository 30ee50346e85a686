using System.Text;
using System.Text.Json.Nodes;

namespace Render.Tests.Check;

/// <summary>
/// A COCO file that is right, with its images, in a folder of its own: three pictures of 40 x 30 (the third without objects), two categories, polygons,
/// run lengths and keypoints. Tests plant faults in it.
/// </summary>
internal sealed class CocoFile
{
    public const int Width = 40, Height = 30;

    private readonly string _folder;

    public CocoFile(string folder, string split = "train")
    {
        (_folder, Split) = (folder, split);
        Root = JsonNode.Parse("""
            {
              "info": {}, "licenses": [],
              "images": [
                { "id": 1, "file_name": "a.png", "width": 40, "height": 30 },
                { "id": 2, "file_name": "b.png", "width": 40, "height": 30 }
              ],
              "annotations": [
                { "id": 1, "image_id": 1, "category_id": 1, "bbox": [2, 3, 10, 8], "area": 80, "segmentation": [[2, 3, 12, 3, 12, 11, 2, 11]], "iscrowd": 0 },
                { "id": 2, "image_id": 1, "category_id": 2, "bbox": [20, 5, 4, 6], "area": 24, "segmentation": [[20, 5, 24, 5, 24, 11, 20, 11]], "iscrowd": 0,
                  "keypoints": [21, 6, 2, 23, 8, 1, 0, 0, 0], "num_keypoints": 2 },
                { "id": 3, "image_id": 2, "category_id": 1, "bbox": [4, 5, 6, 7], "area": 42, "segmentation": { }, "iscrowd": 0 },
                { "id": 4, "image_id": 2, "category_id": 2, "bbox": [14, 5, 9, 3], "area": 27, "segmentation": { }, "iscrowd": 0 }
              ],
              "categories": [
                { "id": 1, "name": "mug", "supercategory": "kitchen" },
                { "id": 2, "name": "bolt", "supercategory": "hardware", "keypoints": ["head", "middle", "tip"], "skeleton": [[1, 2], [2, 3]] }
              ]
            }
            """)!.AsObject();
        Annotation(2)["segmentation"] = Runs(4, 5, 6, 7);
        Annotation(3)["segmentation"] = Runs(14, 5, 9, 3);
        Picture("a.png", 1);
        Picture("b.png", 2);
    }

    public string Split { get; }

    public JsonObject Root { get; }

    /// <summary>Bytes that are changed once the file is written as text.</summary>
    public Func<byte[], byte[]> Bytes { get; set; } = bytes => bytes;

    public string Path => System.IO.Path.Combine(_folder, "annotations", $"instances_{Split}.json");

    public string Images => System.IO.Path.Combine(_folder, "images", Split);

    public JsonObject Image(int index) => Root["images"]![index]!.AsObject();

    public JsonObject Annotation(int index) => Root["annotations"]![index]!.AsObject();

    public JsonObject Category(int index) => Root["categories"]![index]!.AsObject();

    public void Add(string list, string json) => Root[list]!.AsArray().Add(JsonNode.Parse(json));

    public string Write()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        File.WriteAllBytes(Path, Bytes(Encoding.UTF8.GetBytes(Root.ToJsonString())));
        return Path;
    }

    public void Picture(string name, int seed, int width = Width, int height = Height)
    {
        var pixels = new byte[width * height * 3];
        new Random(seed).NextBytes(pixels);
        var file = System.IO.Path.Combine(Images, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        using var image = NetVips.Image.NewFromMemoryCopy(pixels, width, height, 3, NetVips.Enums.BandFormat.Uchar);
        image.WriteToFile(file);
    }

    /// <summary>A rectangle as COCO's run lengths in a string, by the format's own words: down the columns, differences from the third run's successor on.</summary>
    public static JsonObject Runs(int x, int y, int w, int h, bool alongRows = false) => new()
    {
        ["size"] = new JsonArray(Height, Width),
        ["counts"] = Encode(Counts(x, y, w, h, alongRows)),
    };

    public static List<int> Counts(int x, int y, int w, int h, bool alongRows = false)
    {
        var (counts, current) = (new List<int> { 0 }, false);
        for (var i = 0; i < Width * Height; i++)
        {
            var (px, py) = alongRows ? (i % Width, i / Width) : (i / Height, i % Height);
            var inside = px >= x && px < x + w && py >= y && py < y + h;
            if (inside != current)
                counts.Add(0);
            counts[^1]++;
            current = inside;
        }
        return counts;
    }

    public static string Encode(List<int> counts)
    {
        var text = new StringBuilder();
        for (var i = 0; i < counts.Count; i++)
        {
            var value = i > 2 ? counts[i] - counts[i - 2] : counts[i];
            while (true)
            {
                var low = value & 31;
                value >>= 5;
                var last = value == 0 && low < 16 || value == -1 && low >= 16;
                text.Append((char)(48 + low + (last ? 0 : 32)));
                if (last)
                    break;
            }
        }
        return text.ToString();
    }
}
