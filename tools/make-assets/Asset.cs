using MakeAssets.Environments;
using MakeAssets.Formats;
using MakeAssets.Materials;
using MakeAssets.Models;
using MakeAssets.Tiles;

namespace MakeAssets;

/// <summary>One file of the assets folder: where it goes, what SOURCES.md says about it, and the function that makes its bytes.</summary>
internal sealed record Asset(string Path, string Description, Func<byte[]> Make)
{
    /// <summary>Everything that this program makes, in the order of SOURCES.md.</summary>
    public static IReadOnlyList<Asset> All { get; } =
    [
        new("meshes/bolt.glb", "hexagon-head bolt M12 x 55 with a helical thread, steel; 6.3 cm, stands on its head", () => GlbWriter.Encode(Bolt.Make())),
        new("meshes/bottle.glb", "drinks bottle, green glass (opaque), paper label of an invented brand, screw cap; 23.4 cm", () => GlbWriter.Encode(Bottle.Make())),
        new("meshes/can.glb", "drinks can of an invented brand, printed aluminium, ring pull; 11.5 cm", () => GlbWriter.Encode(Can.Make())),
        new("meshes/cardboard_box.glb", "shipping carton with printed marks and tape; 30 x 22 x 20 cm", () => GlbWriter.Encode(CardboardBox.Make())),
        new("meshes/fork.glb", "stainless steel table fork; 20 cm", () => GlbWriter.Encode(Fork.Make())),
        new("meshes/gear.glb", "spur gear, 24 involute teeth, hub with keyway; 6.5 cm across", () => GlbWriter.Encode(Gear.Make())),
        new("meshes/lamp.glb", "table lamp, glazed foot, linen shade, lit bulb; 42 cm", () => GlbWriter.Encode(Lamp.Make())),
        new("meshes/mug.glb", "glazed mug with a printed band; 9.5 cm", () => GlbWriter.Encode(Mug.Make())),
        new("meshes/mug.keypoints.yaml", "named points of the mug, for keypoint labels", Mug.Keypoints),
        new("meshes/nut.glb", "hexagon nut M12 with its thread", () => GlbWriter.Encode(Nut.Make())),
        new("meshes/plate.glb", "porcelain dinner plate with a blue rim; 26 cm across", () => GlbWriter.Encode(Plate.Make())),
        new("meshes/sign_give_way.glb", "road sign on its post: give way; 2.2 m", () => GlbWriter.Encode(TrafficSigns.GiveWay())),
        new("meshes/sign_speed_limit.glb", "road sign on its post: speed limit 50; 2.2 m", () => GlbWriter.Encode(TrafficSigns.SpeedLimit())),
        new("meshes/sign_stop.glb", "road sign on its post: stop; 2.2 m", () => GlbWriter.Encode(TrafficSigns.Stop())),
        new("meshes/spring.glb", "compression spring with ground ends; 5.8 cm", () => GlbWriter.Encode(Spring.Make())),
        new("meshes/toy_brick.glb", "building brick with two by four studs, red plastic; 6.4 cm", () => GlbWriter.Encode(ToyBrick.Make())),
        new("meshes/traffic_cone.glb", "small traffic cone with reflective bands and a rubber foot, worn; 30 cm", () => GlbWriter.Encode(TrafficCone.Make())),
        new("meshes/washer.glb", "plain washer for M12", () => GlbWriter.Encode(Washer.Make())),
        new("textures/checker.png", "8 x 8 stone tiles, ivory and slate", () => PngWriter.Encode(Checker.Make())),
        new("textures/concrete.png", "cast concrete with air holes", () => PngWriter.Encode(Concrete.Make())),
        new("textures/fabric.png", "plain-woven linen, 64 x 64 threads", () => PngWriter.Encode(Fabric.Make())),
        new("textures/wood.png", "oak boards along x, six rows", () => PngWriter.Encode(Wood.Make())),
        new("materials/asphalt.glb", "asphalt of a road; a tile of 0.6 m", () => TileMaterial.Encode("asphalt", 600, Masonry.Asphalt)),
        new("materials/brick.glb", "red bricks in running bond; a tile of 0.9 m", () => TileMaterial.Encode("brick", 900, Masonry.Brick)),
        new("materials/brushed_steel.glb", "stainless steel, brushed along one direction; a tile of 0.4 m", () => TileMaterial.Encode("brushed steel", 400, Metals.BrushedSteel)),
        new("materials/ceramic_tiles.glb", "sea-green glazed tiles of 10 cm; a tile of 0.5 m", () => TileMaterial.Encode("ceramic tiles", 500, Stone.CeramicTiles)),
        new("materials/concrete.glb", "cast concrete with board marks and air holes; a tile of 1.2 m", () => TileMaterial.Encode("concrete", 1200, Masonry.Concrete)),
        new("materials/cork.glb", "pressed cork; a tile of 0.3 m", () => TileMaterial.Encode("cork", 300, Organic.Cork)),
        new("materials/leather.glb", "brown cowhide; a tile of 0.25 m", () => TileMaterial.Encode("leather", 250, Organic.Leather)),
        new("materials/linen.glb", "plain-woven linen, blue-grey; a tile of 8 cm", () => TileMaterial.Encode("linen", 80, Organic.Linen)),
        new("materials/marble.glb", "white marble with grey veins, polished; a tile of 0.9 m", () => TileMaterial.Encode("marble", 900, Stone.Marble)),
        new("materials/oak_boards.glb", "oak boards of 15 cm, oiled; a tile of 0.9 m", () => TileMaterial.Encode("oak boards", 900, Organic.OakBoards)),
        new("materials/plaster.glb", "trowelled lime plaster; a tile of 1 m", () => TileMaterial.Encode("plaster", 1000, Masonry.Plaster)),
        new("materials/rusty_iron.glb", "painted sheet steel with rust; a tile of 0.7 m", () => TileMaterial.Encode("rusty iron", 700, Metals.RustyIron)),
        new("environments/clear_sky.hdr", "clear sky after Preetham, Shirley and Smits (1999), turbidity 2.5, sun 42 degrees high and dimmed",
            () => EquirectangularMap.Encode(ClearSky.Radiance)),
        new("environments/low_sun.hdr", "an hour before sunset over hills, cirrus; sun 9 degrees high and dimmed", () => EquirectangularMap.Encode(LowSun.Radiance)),
        new("environments/night_street.hdr", "a street at night: lamps, lit windows, neon signs, wet asphalt; exposed as a camera would",
            () => EquirectangularMap.Encode(NightStreet.Radiance, 1024)),
        new("environments/overcast.hdr", "CIE overcast sky with drawn clouds, over a meadow", () => EquirectangularMap.Encode(Overcast.Radiance)),
        new("environments/room_with_windows.hdr", "living room by day, three windows, a patch of sun on the boards",
            () => EquirectangularMap.Encode(RoomWithWindows.Radiance, 1024)),
        new("environments/studio.hdr", "photographer's studio with three softboxes, warm, cool and neutral", () => EquirectangularMap.Encode(Studio.Radiance, 1024)),
    ];

    /// <summary>The text of SOURCES.md.</summary>
    public static string Sources() =>
        "# Where the assets come from\n\n"
        + "Every file here is made by `tools/make-assets` from code alone (`dotnet run --project tools/make-assets -c Release`) and is dedicated to the\n"
        + "public domain under [CC0 1.0](https://creativecommons.org/publicdomain/zero/1.0/). No scan, photograph or model of anybody else went in;\n"
        + "names and brands on them are invented. This list is written by the same program.\n\n"
        + "| file | what it is | maker | licence |\n|---|---|---|---|\n"
        + string.Concat(All.Select(a => $"| `{a.Path}` | {a.Description} | the Render project | CC0 1.0 |\n"));
}
