using System.Text;
using System.Text.Json.Nodes;

namespace Render.Tests.Check;

/// <summary>For every code a fault, planted in a file that is right otherwise.</summary>
internal static class PlantedFaults
{
    /// <param name="Code">That has to be found.</param>
    /// <param name="Plant">Puts the fault in.</param>
    /// <param name="With">Codes that the same fault may show too.</param>
    public sealed record Fault(string Code, Action<CocoFile> Plant, params string[] With);

    public static readonly Fault[] All =
    [
        new("C101", f => f.Bytes = b => [0xef, 0xbb, 0xbf, .. b]),
        new("C102", f => f.Bytes = b => [.. b[..^3]]),
        new("C103", f => f.Root["extra"] = JsonNode.Parse(new string('[', 70) + new string(']', 70), null, new() { MaxDepth = 100 })),
        new("C104", f => f.Bytes = b => Replace(b, "\"area\":80", "\"area\":NaN"), "C411"),
        new("C105", f => f.Bytes = b => Replace(b, "\"mug\"", "\"m\u0001g\"", 0x01, 0xff)),
        new("C106", f => f.Bytes = b => Replace(b, "\"area\":80", "\"area\":7,\"area\":80")),
        new("C107", f => f.Root.Remove("categories")),
        new("C108", f => f.Add("annotations", """{ "id": 9, "image_id": 1, "caption": "a mug" }""")),
        new("C109", f => f.Add("annotations", "7")),

        new("C201", f => f.Annotation(0)["id"] = "1"),
        new("C201", f => f.Annotation(0)["category_id"] = null),
        new("C201", f => f.Image(1)["id"] = "2"),
        new("C202", f => f.Bytes = b => Replace(b, "\"image_id\":2,", "\"image_id\":2.0,")),
        new("C203", f => f.Annotation(0).Remove("image_id"), "C211"),
        new("C204", f => f.Add("images", """{ "id": 2, "file_name": "c.png", "width": 40, "height": 30 }"""), "C351"),
        new("C205", f => f.Annotation(3)["id"] = 1),
        new("C206", f => f.Add("categories", """{ "id": 2, "name": "nut", "supercategory": "x" }""")),
        new("C207", f => f.Annotation(0)["id"] = 0),
        new("C208", f => f.Annotation(0)["id"] = -5),
        new("C209", f => f.Annotation(3)["image_id"] = 77),
        new("C210", f => f.Annotation(3)["category_id"] = 77),
        new("C211", f => f.Root["annotations"]!.AsArray().RemoveRange(2, 2)),

        new("C301", f => f.Image(0).Remove("width")),
        new("C301", f => f.Image(0)["height"] = "30"),
        new("C302", f => f.Image(0)["file_name"] = ""),
        new("C303", f => f.Image(1)["file_name"] = "a.png"),
        new("C304", f => { f.Image(1)["file_name"] = "a.tif"; f.Picture("a.tif", 3); }),
        new("C305", f => { f.Image(1)["file_name"] = "A.png"; f.Picture("A.png", 3); }),
        new("C306", f => f.Image(1)["file_name"] = Path.Combine(f.Images, "b.png"), "C351"),
        new("C307", f => { f.Picture("sub/b.png", 3); f.Image(1)["file_name"] = "sub\\b.png"; }, "C351"),
        new("C308", f => f.Image(1)["file_name"] = "../train/b.png", "C351"),
        new("C309", f => { f.Image(1)["file_name"] = "cafe\u0301.png"; f.Picture("cafe\u0301.png", 3); }),
        new("C351", f => File.Delete(Path.Combine(f.Images, "b.png"))),
        new("C352", f => File.Move(Path.Combine(f.Images, "b.png"), Path.Combine(f.Images, "B.PNG"))),
        new("C353", f => f.Picture("b.png", 2, 41)),
        new("C354", f => Truncate(Path.Combine(f.Images, "b.png"))),
        new("C354", f => Flip(Path.Combine(f.Images, "b.png"))),
        new("C355", f => { f.Image(1)["file_name"] = "b.jpg"; TurnedJpeg(Path.Combine(f.Images, "b.jpg")); }),
        new("C801", f => { var val = new CocoFile(Path.GetFullPath(Path.Combine(f.Images, "../..")), "val"); val.Picture("a.png", 7); val.Write(); }),
        new("C802", f => { var val = new CocoFile(Path.GetFullPath(Path.Combine(f.Images, "../..")), "val"); Directory.Delete(val.Images, true); Directory.Delete(f.Images, true); val.Write(); }, "C351"),
        new("C803", f => { var val = new CocoFile(Path.GetFullPath(Path.Combine(f.Images, "../..")), "val"); val.Picture("a.png", 7); val.Picture("b.png", 8); val.Category(0)["name"] = "cup"; val.Write(); }),

        new("C401", f => f.Annotation(0).Remove("bbox")),
        new("C401", f => f.Annotation(0)["bbox"] = Array(1, 2, 3)),
        new("C402", f => f.Annotation(0)["bbox"] = Array(2, 3, 0, 8)),
        new("C403", f => { f.Annotation(0).Remove("segmentation"); f.Annotation(0)["bbox"] = Array(35, 3, 10, 8); }, "C501"),
        new("C404", f => { f.Annotation(0).Remove("segmentation"); f.Annotation(0)["bbox"] = Array(50, 3, 10, 8); }, "C501"),
        new("C405", f => Boxes(f, (x, y, w, h) => [x + 15, y + 15, x + 15 + w, Math.Min(30, y + 15 + h)]), "C403", "C404"),
        new("C406", f => Boxes(f, (x, y, w, h) => [x / 40, y / 30, w / 40, h / 30]), "C407"),
        new("C407", f => { f.Annotation(0).Remove("segmentation"); f.Annotation(0)["bbox"] = Array(2, 3, 0.5, 8); }, "C501"),
        new("C408", f => f.Annotation(2)["bbox"] = Array(7, 5, 6, 7)),
        new("C409", f => f.Annotation(2)["bbox"] = Array(4, 5, 5, 6)),
        new("C411", f => f.Annotation(0).Remove("area")),
        new("C412", f => { f.Annotation(0)["segmentation"] = new JsonArray(Array(2, 3, 12, 3, 2, 11)); f.Annotation(0)["area"] = 80; }),
        new("C413", f => f.Annotation(2)["area"] = 40),
        new("C414", f => f.Annotation(0)["area"] = 0),

        new("C501", f => f.Annotation(0).Remove("segmentation")),
        new("C502", f => f.Annotation(0)["segmentation"] = new JsonArray()),
        new("C503", f => f.Annotation(0)["segmentation"] = "mask.png"),
        new("C504", f => f.Annotation(0)["segmentation"] = Array(2, 3, 12, 3, 12, 11, 2, 11)),
        new("C505", f => f.Annotation(0)["segmentation"] = new JsonArray(new JsonArray(Array(2, 3, 12, 3, 12, 11, 2, 11)))),
        new("C505", f => f.Annotation(0)["segmentation"] = new JsonArray(Array(2, 3), Array(12, 3), Array(12, 11), Array(2, 11))),
        new("C506", f => f.Annotation(0)["segmentation"] = new JsonArray(Array(2, 3, 12, 3, 12, 11, 2, 11, 2))),
        new("C507", f => f.Annotation(0)["segmentation"]!.AsArray().Add(Array(2, 3, 12, 3))),
        new("C508", f => { f.Annotation(0)["segmentation"] = new JsonArray(Array(-6, 3, 12, 3, 12, 11, -6, 11)); f.Annotation(0)["bbox"] = Array(-6, 3, 18, 8); f.Annotation(0)["area"] = 144; }, "C403", "C408"),
        new("C509", f => f.Annotation(0)["segmentation"] = new JsonArray(Array(2, 3, 12, 11, 12, 3, 2, 9)), "C408", "C409", "C412"),
        new("C510", f => f.Annotation(0)["segmentation"]!.AsArray().Add(Array(2, 3, 12, 3, 7, 3))),
        new("C511", f => f.Annotation(2)["segmentation"]!["size"] = Array(40, 30)),
        new("C512", f => f.Annotation(2)["segmentation"]!["size"] = Array(20, 60)),
        new("C513", f => f.Annotation(2)["segmentation"]!["counts"] = CocoFile.Encode([.. CocoFile.Counts(4, 5, 6, 7)[..^1]])),
        new("C514", f => f.Annotation(2)["segmentation"]!["counts"] = "Zp"),
        new("C515", f => f.Annotation(2)["segmentation"]!["counts"] = Array([.. CocoFile.Counts(4, 5, 6, 7).Select(c => (double)c)])),
        new("C516", f => f.Annotation(2)["segmentation"] = CocoFile.Runs(4, 5, 6, 7, alongRows: true)),
        new("C517", f => f.Annotation(2)["segmentation"]!["counts"] = CocoFile.Encode([1200])),
        new("C521", f => f.Annotation(0).Remove("iscrowd")),
        new("C522", f => f.Annotation(0)["iscrowd"] = false),
        new("C523", f => f.Annotation(0)["iscrowd"] = 2),
        new("C524", f => f.Annotation(0)["iscrowd"] = 1),
        new("C525", f => f.Annotation(0)["ignore"] = 1),
        new("C526", f => { var twin = f.Annotation(2).DeepClone(); twin["id"] = 9; f.Root["annotations"]!.AsArray().Add(twin); }),
        new("C527", f => f.Add("annotations", $$"""{ "id": 9, "image_id": 2, "category_id": 1, "bbox": [5, 5, 6, 7], "area": 42, "segmentation": {{CocoFile.Runs(5, 5, 6, 7).ToJsonString()}}, "iscrowd": 0 }""")),

        new("C601", f => f.Category(0).Remove("name")),
        new("C602", f => f.Category(0)["name"] = "bolt"),
        new("C603", f => { f.Category(1)["id"] = 5; f.Annotation(1)["category_id"] = 5; f.Annotation(3)["category_id"] = 5; }),
        new("C604", f => { f.Category(0)["id"] = 0; f.Annotation(0)["category_id"] = 0; f.Annotation(2)["category_id"] = 0; }, "C603"),
        new("C605", f => f.Category(0).Remove("supercategory")),
        new("C701", f => f.Annotation(1)["keypoints"] = Array(21, 6, 2, 23, 8)),
        new("C701", f => f.Annotation(1)["keypoints"] = Array(21, 6, 2, 23, 8, 1)),
        new("C702", f => f.Annotation(1)["keypoints"] = Array(21, 6, 2, 23, 8, 1, 0, 0, -1)),
        new("C703", f => f.Annotation(1).Remove("num_keypoints")),
        new("C704", f => f.Annotation(1)["num_keypoints"] = 3),
        new("C705", f => f.Annotation(1)["keypoints"] = Array(21, 6, 2, 230, 8, 1, 0, 0, 0)),
        new("C706", f => f.Category(1).Remove("keypoints")),
    ];

    private static JsonArray Array(params double[] values) => [.. values.Select(v => (JsonNode?)JsonValue.Create(v))];

    private static void Boxes(CocoFile f, Func<double, double, double, double, double[]> make)
    {
        for (var i = 0; i < 4; i++)
        {
            var b = f.Annotation(i)["bbox"]!.AsArray().Select(v => v!.GetValue<double>()).ToArray();
            f.Annotation(i)["bbox"] = Array(make(b[0], b[1], b[2], b[3]));
            f.Annotation(i).Remove("segmentation");
        }
    }

    private static byte[] Replace(byte[] bytes, string from, string to, byte? mark = null, byte with = 0)
    {
        var text = Encoding.UTF8.GetString(bytes);
        Xunit.Assert.Contains(from, text, StringComparison.Ordinal);
        var at = text.IndexOf(from, StringComparison.Ordinal);
        var changed = Encoding.UTF8.GetBytes(text[..at] + to + text[(at + from.Length)..]);
        return mark is { } byte_ ? [.. changed.Select(b => b == byte_ ? with : b)] : changed;
    }

    private static void Truncate(string file)
    {
        var bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
    }

    private static void Flip(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(file, bytes);
    }

    private static void TurnedJpeg(string file)
    {
        using var image = NetVips.Image.Black(CocoFile.Width, CocoFile.Height, 3);
        using var turned = image.Mutate(m => m.Set(NetVips.GValue.GIntType, "orientation", 6));
        turned.Jpegsave(file);
    }
}
