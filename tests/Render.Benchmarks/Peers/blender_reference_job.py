"""The reference job in Debian's Blender, headless: colour as PNG and the instances' numbers as an image, for each scene.

blender -b --factory-startup --python blender_reference_job.py -- JOB OUT cycles|eevee SAMPLES SCENES

Prints `seconds N` for each scene: what an image costs once the program runs and its models are loaded. No COCO is
written and nothing is flushed, in the peer's favour. The first scene warms the program up and is not timed.
"""
import json
import sys
import time

import numpy

# The importer of glTF that Debian 12 ships asks for a name that its NumPy no longer has.
numpy.bool = bool

import bpy
from mathutils import Matrix, Vector

job, out, engine, samples, count = sys.argv[sys.argv.index("--") + 1:]
samples, count = int(samples), int(count)
description = json.load(open(f"{job}/scenes.json"))
bpy.ops.wm.read_factory_settings(use_empty=True)
scene = bpy.context.scene


def load(model):
    """The meshes of a model with their matrices, after centring it and scaling its longest side to 1."""
    before = set(bpy.data.objects)
    bpy.ops.import_scene.gltf(filepath=f"{job}/models/{model}.glb")
    added = [o for o in bpy.data.objects if o not in before]
    bpy.context.view_layer.update()
    parts = [(o.data, o.matrix_world.copy()) for o in added if o.type == "MESH"]
    corners = [m @ v.co for mesh, m in parts for v in mesh.vertices]
    low, high = (Vector([f(c[i] for c in corners) for i in range(3)]) for f in (min, max))
    fit = Matrix.Scale(1 / max(high - low), 4) @ Matrix.Translation(-(low + high) / 2)
    for o in added:
        bpy.data.objects.remove(o)
    return [(mesh, fit @ m) for mesh, m in parts]


def image(path):
    return bpy.data.images.load(f"{job}/{path}", check_existing=True)


def material(texture, color=(0.8, 0.8, 0.8), roughness=0.5, metallic=0.0):
    made = bpy.data.materials.new("material")
    made.use_nodes = True
    shader = made.node_tree.nodes["Principled BSDF"]
    shader.inputs["Roughness"].default_value = roughness
    shader.inputs["Metallic"].default_value = metallic
    if texture is None:
        shader.inputs["Base Color"].default_value = (*color, 1)
    else:
        node = made.node_tree.nodes.new("ShaderNodeTexImage")
        node.image = image(texture)
        made.node_tree.links.new(node.outputs["Color"], shader.inputs["Base Color"])
    return made


def clear():
    for data in (bpy.data.objects, bpy.data.lights, bpy.data.cameras, bpy.data.worlds):
        for item in list(data):
            data.remove(item)
    for made in list(bpy.data.materials):
        if made.users == 0:
            bpy.data.materials.remove(made)


def place(name, data, matrix, number=0, replaced=None):
    made = bpy.data.objects.new(name, data)
    scene.collection.objects.link(made)
    made.matrix_world = matrix
    made.pass_index = number
    for slot in made.material_slots if replaced else []:
        slot.link = "OBJECT"
        slot.material = replaced


def set_up(s):
    clear()
    for number, o in enumerate(s["objects"], 1):
        replaced = material(o["tex"], o["color"], o["rough"], o["metal"]) if o["random_material"] else None
        for mesh, fit in models[o["model"]]:
            place("object", mesh, Matrix(o["mat"]) @ fit, number, replaced)
    place("ground", ground, Matrix.Identity(4), 11, material(s["ground_tex"]))
    sun = bpy.data.lights.new("sun", "SUN")
    sun.energy, sun.color, sun.angle = s["sun"]["energy"], s["sun"]["color"], 0
    place("sun", sun, Vector(s["sun"]["dir"]).to_track_quat("-Z", "Y").to_matrix().to_4x4())
    camera = bpy.data.cameras.new("camera")
    camera.sensor_fit, camera.angle_x = "HORIZONTAL", s["cam"]["fovx"]
    eye, target = Vector(s["cam"]["eye"]), Vector(s["cam"]["target"])
    place("camera", camera, Matrix.Translation(eye) @ (target - eye).to_track_quat("-Z", "Y").to_matrix().to_4x4())
    scene.camera = scene.objects["camera"]
    scene.world = bpy.data.worlds.new("world")
    scene.world.use_nodes = True
    tree = scene.world.node_tree
    environment = tree.nodes.new("ShaderNodeTexEnvironment")
    environment.image = image(s["hdr"])
    tree.links.new(environment.outputs["Color"], tree.nodes["Background"].inputs["Color"])
    tree.nodes["Background"].inputs["Strength"].default_value = s["hdr_strength"]


def set_output():
    scene.render.resolution_x, scene.render.resolution_y = description["width"], description["height"]
    scene.render.image_settings.file_format = "PNG"
    scene.render.use_persistent_data = True
    if engine == "cycles":
        scene.render.engine = "CYCLES"
        scene.cycles.samples = samples
        scene.cycles.use_denoising = False
        scene.cycles.use_adaptive_sampling = False
        bpy.context.view_layer.use_pass_object_index = True
        scene.use_nodes = True
        tree = scene.node_tree
        tree.nodes.clear()
        layers = tree.nodes.new("CompositorNodeRLayers")
        composite = tree.nodes.new("CompositorNodeComposite")
        numbers = tree.nodes.new("CompositorNodeOutputFile")
        numbers.base_path, numbers.format.file_format = out, "OPEN_EXR"
        numbers.file_slots[0].path = "ids"
        tree.links.new(layers.outputs["Image"], composite.inputs["Image"])
        tree.links.new(layers.outputs["IndexOB"], numbers.inputs[0])
    else:
        scene.render.engine = "BLENDER_EEVEE"
        scene.eevee.taa_render_samples = samples


models = {name: load(name) for name in set(description["models"])}
kept = [mesh for parts in models.values() for mesh, _ in parts]
for mesh in kept:
    mesh.use_fake_user = True
    for own in mesh.materials:
        own.use_fake_user = True
bpy.ops.mesh.primitive_plane_add(size=8)
ground = bpy.context.object.data
ground.materials.append(None)
ground.use_fake_user = True
set_output()
for index in range(count + 1):
    start = time.monotonic()
    set_up(description["scenes"][index % len(description["scenes"])])
    scene.frame_set(index)
    scene.render.filepath = f"{out}/{index:04}.png"
    bpy.ops.render.render(write_still=True)
    if index > 0:
        print(f"seconds {time.monotonic() - start:.4f}", flush=True)
