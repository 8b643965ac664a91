// Draws Dear ImGui's triangles with WebGL 2. C++ says which (canvas.cpp); vertices and pixels are read out of its memory.
// Nothing is asked back of the GPU, so that a frame never waits for it.
const painter = (() => {
  const canvas = document.getElementById('canvas');
  const gl = canvas.getContext('webgl2'); // the boot script has made it, and said what is in it
  const vertexSize = 20; // ImDrawVert: position, texture position, colour
  const vertexShader = `#version 300 es
    layout(location = 0) in vec2 place;
    layout(location = 1) in vec2 place_in_texture;
    layout(location = 2) in vec4 tint;
    layout(location = 3) in vec2 size;
    out vec2 texture_place;
    out vec4 colour;
    void main() {
      texture_place = place_in_texture;
      colour = tint;
      gl_Position = vec4(place.x / size.x * 2.0 - 1.0, 1.0 - place.y / size.y * 2.0, 0.0, 1.0);
    }`;
  const fragmentShader = `#version 300 es
    precision highp float;
    uniform sampler2D pixels;
    in vec2 texture_place;
    in vec4 colour;
    out vec4 result;
    void main() {
      result = colour * texture(pixels, texture_place);
    }`;
  let textures = new Map();

  const compile = (type, source) => {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    return shader;
  };
  // Where a list's vertices begin: WebGL has no base vertex, but it has this.
  const startAt = (vertex) => {
    const at = vertex * vertexSize;
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, vertexSize, at);
    gl.vertexAttribPointer(1, 2, gl.FLOAT, false, vertexSize, at + 8);
    gl.vertexAttribPointer(2, 4, gl.UNSIGNED_BYTE, true, vertexSize, at + 16);
  };
  const prepare = () => {
    textures = new Map();
    const program = gl.createProgram();
    gl.attachShader(program, compile(gl.VERTEX_SHADER, vertexShader));
    gl.attachShader(program, compile(gl.FRAGMENT_SHADER, fragmentShader));
    gl.linkProgram(program);
    gl.useProgram(program);
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
    for (let attribute = 0; attribute < 3; ++attribute) gl.enableVertexAttribArray(attribute);
    gl.enable(gl.BLEND);
    gl.blendFuncSeparate(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA, gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.enable(gl.SCISSOR_TEST);
  };
  const bytes = (at, size) => HEAPU8.subarray(at, at + size);

  return {
    prepare,
    makeTexture(id, width, height, pixels) {
      const texture = gl.createTexture();
      textures.set(id, texture);
      gl.bindTexture(gl.TEXTURE_2D, texture);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, bytes(pixels, width * height * 4));
    },
    // `pixels` is the part's first; the rows are `pitch` pixels apart.
    changeTexture(id, x, y, width, height, pixels, pitch) {
      gl.bindTexture(gl.TEXTURE_2D, textures.get(id));
      gl.pixelStorei(gl.UNPACK_ROW_LENGTH, pitch);
      gl.texSubImage2D(gl.TEXTURE_2D, 0, x, y, width, height, gl.RGBA, gl.UNSIGNED_BYTE, bytes(pixels, ((height - 1) * pitch + width) * 4));
      gl.pixelStorei(gl.UNPACK_ROW_LENGTH, 0);
    },
    dropTexture(id) {
      gl.deleteTexture(textures.get(id));
      textures.delete(id);
    },
    begin(width, height) {
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.scissor(0, 0, canvas.width, canvas.height);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.vertexAttrib2f(3, width, height); // the same for all; a uniform's place would have to be asked for
    },
    // Each command is 8 words: scissor x, y, width, height in device pixels from the top, texture, first vertex, first index, count.
    list(vertices, vertexCount, indices, indexCount, commands, commandCount) {
      gl.bufferData(gl.ARRAY_BUFFER, bytes(vertices, vertexCount * vertexSize), gl.STREAM_DRAW);
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, bytes(indices, indexCount * 2), gl.STREAM_DRAW);
      for (let i = 0, at = commands >> 2; i < commandCount; ++i, at += 8) {
        const [x, y, width, height, texture, vertex, index, count] = HEAP32.subarray(at, at + 8);
        gl.scissor(x, canvas.height - y - height, width, height);
        gl.bindTexture(gl.TEXTURE_2D, textures.get(texture) ?? null);
        startAt(vertex);
        gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_SHORT, index * 2);
      }
    },
  };
})();
