using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Conversion;

/// <summary>
/// An image of 12 x 8 pixels with a ring of 5 x 5 at (1, 1) around a hole of one pixel, and an object in two parts, 2 x 2 at (7, 1) and one pixel at (10, 6):
/// what each format says of it, worked out by hand.
/// </summary>
public sealed class GoldenTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public GoldenTests()
    {
        const string Rows = """
            ............
            .11111.22...
            .11111.22...
            .11.11......
            .11111......
            .11111......
            ..........2.
            ............
            """;
        var pixels = string.Concat(Rows.Split('\n'));
        var masks = new[] { '1', '2' }.Select(number => pixels.Select(c => c == number).ToArray()).ToArray();
        ConvertedDataset.Write(_folder["out"], [ConvertedDataset.Image(0, 12, 8, masks)], options => options with
        {
            Labels = new() { MinPixels = 1, Instance = false },
            About = new Dictionary<string, string> { ["url"] = "https://example.org" },
        });
        ConvertedDataset.Convert(_folder["out"], _folder["to"], "coco", "coco-polygons", "coco-panoptic", "yolo-detect", "yolo-segment", "yolo-obb", "voc", "csv", "imagefolder", "webdataset");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Yolo()
    {
        Assert.Equal(
            """
            train: images/train
            nc: 3
            names:
              0: "mug"
              1: "Schüssel <\"&日本>"
              2: "bolt"

            """, Text("yolo-detect/data.yaml"));
        Assert.Equal(
            """
            0 0.29166667 0.4375 0.41666667 0.625
            1 0.75 0.5 0.33333333 0.75

            """, Text("yolo-detect/labels/train/000000000000.txt"));
        // Around the ring from its upper left corner, over the bridge on the way up, around the hole, and back; then both parts with a bridge from corner to corner.
        Assert.Equal(
            """
            0 0.08333333 0.125 0.5 0.125 0.5 0.75 0.08333333 0.75 0.08333333 0.375 0.25 0.375 0.25 0.5 0.33333333 0.5 0.33333333 0.375 0.25 0.375 0.08333333 0.375
            1 0.58333333 0.125 0.75 0.125 0.75 0.375 0.83333333 0.375 0.83333333 0.75 0.91666667 0.75 0.91666667 0.875 0.83333333 0.875 0.83333333 0.75 0.83333333 0.375 0.75 0.375 0.58333333 0.375

            """, Text("yolo-segment/labels/train/000000000000.txt"));
    }

    /// <summary>
    /// The ring upright. The parts along (2, 5), from (9, 1) to (11, 6): products of corners with (2, 5) from 19 to 57, with (-5, 2) from -43 to -29, so 38 times 14 over 29 pixels, where
    /// upright are 24; the first corner is at (2 * 19 + 5 * 43, 5 * 19 - 2 * 43) / 29 = (253, 9) / 29.
    /// </summary>
    [Fact]
    public void YoloObb() => Assert.Equal(
        """
        0 0.08333333 0.125 0.5 0.125 0.5 0.75 0.08333333 0.75
        1 0.72701149 0.0387931 0.9454023 0.85775862 0.74425287 0.97844828 0.52586207 0.15948276

        """, Text("yolo-obb/labels/train/000000000000.txt"));

    [Fact]
    public void Coco()
    {
        const string Name = "Sch\\u00FCssel \\u003C\\u0022\\u0026\\u65E5\\u672C\\u003E";
        Assert.Equal(
            OneLine($$"""
            {"info":{"url":"https://example.org"},"licenses":[],
            "images":[{"id":1,"file_name":"000000000000.png","width":12,"height":8}],
            "annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[1,1,5,5],"area":24,"segmentation":{"size":[8,12],"counts":"95300MN02300_1"},"iscrowd":0},
            {"id":2,"image_id":1,"category_id":2,"bbox":[7,1,4,6],"area":5,"segmentation":{"size":[8,12],"counts":"i1260=OF"},"iscrowd":0}],
            "categories":[{"id":1,"name":"mug","supercategory":"kitchen"},{"id":2,"name":"{{Name}}","supercategory":"kitchen"},{"id":3,"name":"bolt","supercategory":"bolt"}]}
            """), Text("coco/annotations/instances_train.json"));
        Assert.Equal(
            OneLine($$"""
            {"info":{"url":"https://example.org"},"licenses":[],
            "images":[{"id":1,"file_name":"000000000000.png","width":12,"height":8}],
            "annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[1,1,5,5],"area":24,"segmentation":[[1,1,6,1,6,6,1,6,1,3,3,3,3,4,4,4,4,3,3,3,1,3]],"iscrowd":0},
            {"id":2,"image_id":1,"category_id":2,"bbox":[7,1,4,6],"area":5,"segmentation":[[7,1,9,1,9,3,7,3],[10,6,11,6,11,7,10,7]],"iscrowd":0}],
            "categories":[{"id":1,"name":"mug","supercategory":"kitchen"},{"id":2,"name":"{{Name}}","supercategory":"kitchen"},{"id":3,"name":"bolt","supercategory":"bolt"}]}
            """), Text("coco-polygons/annotations/instances_train.json"));
        Assert.Equal(
            OneLine($$"""
            {"info":{"url":"https://example.org"},"licenses":[],
            "images":[{"id":1,"file_name":"000000000000.png","width":12,"height":8}],
            "annotations":[{"image_id":1,"file_name":"000000000000.png","segments_info":[{"id":1,"category_id":1,"area":24,"bbox":[1,1,5,5],"iscrowd":0},
            {"id":2,"category_id":2,"area":5,"bbox":[7,1,4,6],"iscrowd":0}]}],
            "categories":[{"id":1,"name":"mug","supercategory":"kitchen","isthing":1,"color":[128,0,0]},
            {"id":2,"name":"{{Name}}","supercategory":"kitchen","isthing":1,"color":[0,128,0]},{"id":3,"name":"bolt","supercategory":"bolt","isthing":1,"color":[128,128,0]}]}
            """), Text("coco-panoptic/annotations/panoptic_train.json"));
    }

    [Fact]
    public void Voc() => Assert.Equal(
        """
        <annotation>
        	<folder>VOC</folder>
        	<filename>000000000000.jpg</filename>
        	<size>
        		<width>12</width>
        		<height>8</height>
        		<depth>3</depth>
        	</size>
        	<segmented>1</segmented>
        	<object>
        		<name>mug</name>
        		<pose>Unspecified</pose>
        		<truncated>0</truncated>
        		<difficult>0</difficult>
        		<bndbox>
        			<xmin>2</xmin>
        			<ymin>2</ymin>
        			<xmax>6</xmax>
        			<ymax>6</ymax>
        		</bndbox>
        	</object>
        	<object>
        		<name>Schüssel &lt;"&amp;日本&gt;</name>
        		<pose>Unspecified</pose>
        		<truncated>0</truncated>
        		<difficult>0</difficult>
        		<bndbox>
        			<xmin>8</xmin>
        			<ymin>2</ymin>
        			<xmax>11</xmax>
        			<ymax>7</ymax>
        		</bndbox>
        	</object>
        </annotation>

        """, Text("voc/Annotations/000000000000.xml"));

    [Fact]
    public void Csv()
    {
        Assert.Equal(
            "annotation_id,image_id,file_name,split,width,height,number,category_id,category,supercategory,x,y,w,h,area\r\n"
            + "1,1,images/train/000000000000.png,train,12,8,1,1,mug,kitchen,1,1,5,5,24\r\n"
            + "2,1,images/train/000000000000.png,train,12,8,2,2,\"Schüssel <\"\"&日本>\",kitchen,7,1,4,6,5\r\n", Text("csv/annotations.csv"));
        Assert.Equal("image_id,file_name,split,width,height,annotations,variant,camera\r\n1,images/train/000000000000.png,train,12,8,2,0,0\r\n", Text("csv/images.csv"));
    }

    [Fact]
    public void ImageFolder()
    {
        Assert.Equal(
            """
            {"file_name":"000000000000.png","image_id":1,"width":12,"height":8,"objects":{"id":[1,2],"area":[24,5],"bbox":[[1,1,5,5],[7,1,4,6]],"categories":[0,1]}}

            """, Text("imagefolder/train/metadata.jsonl"));
        Assert.Equal(
            """
            ---
            annotations_creators:
            - machine-generated
            task_categories:
            - object-detection
            size_categories:
            - n<1K
            configs:
            - config_name: default
              data_files:
              - split: "train"
                path: "train/**"
            ---

            # Rendered images with annotated objects

            - url: https://example.org

            | split | images | annotations |
            |---|---|---|
            | train | 1 | 2 |

            ## Categories

            | number | name | supercategory |
            |---|---|---|
            | 0 | mug | kitchen |
            | 1 | Schüssel \<"\&日本\> | kitchen |
            | 2 | bolt | bolt |

            ## Fields

            - `image`, `image_id`, `width`, `height`: pixels
            - `objects.bbox`: x, y, width, height around the visible pixels, as COCO has them: edges of pixels, 0 is the left and upper edge of the image
            - `objects.area`: number of visible pixels
            - `objects.categories`: numbers of the table above
            - `objects.id`: unique over all splits

            ## Origin

            - Rendered by Render 0.1.0-test, seed 18446744073709551615, scene aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa

            """, Text("imagefolder/README.md"));
    }

    [Fact]
    public void WebDataset()
    {
        var members = StrictTarReader.Read(_folder["to/webdataset/train/000000.tar"]);
        Assert.Equal(["000000000000.json", "000000000000.png"], members.Select(member => member.Name));
        Assert.Equal(
            OneLine("""
            {"id":1,"file_name":"000000000000.png","split":"train","width":12,"height":8,"annotations":[
            {"id":1,"number":1,"category_id":1,"category":"mug","bbox":[1,1,5,5],"area":24,"segmentation":{"size":[8,12],"counts":"95300MN02300_1"},"iscrowd":0},
            {"id":2,"number":2,"category_id":2,"category":"Sch\u00FCssel \u003C\u0022\u0026\u65E5\u672C\u003E","bbox":[7,1,4,6],"area":5,"segmentation":{"size":[8,12],"counts":"i1260=OF"},"iscrowd":0}]}
            """), System.Text.Encoding.UTF8.GetString(members[0].Content));
    }

    private static string OneLine(string text) => text.ReplaceLineEndings("") + "\n";

    private string Text(string path) => File.ReadAllText(_folder["to/" + path]);
}
